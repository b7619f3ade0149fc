using Npgsql;
using OrleansChat.Storage.Data;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Storage.Postgres;

/// <summary>Hides a message from a member in the write that appends it. Few are: each has a statement of its own.</summary>
internal static class PostgresHiding
{
    private const string Hide = """
        WITH hiding AS (INSERT INTO message_hidden (conversation_id, user_id, sequence, hidden_at) VALUES ($1, $2, $3, $4) RETURNING user_id)
        UPDATE conversation_members m SET hidden = m.hidden + 1 FROM hiding WHERE m.conversation_id = $1 AND m.user_id = hiding.user_id
        """;

    public static void AddTo(NpgsqlBatch batch, StoredMessage message)
    {
        if (message.HiddenFor is not { } userId)
            return;
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Hide)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = message.ConversationId },
                new NpgsqlParameter<Guid> { TypedValue = userId },
                new NpgsqlParameter<long> { TypedValue = message.Sequence },
                new NpgsqlParameter<long> { TypedValue = Timestamps.ToMicroseconds(message.CreatedAt) },
            },
        });
    }
}
