using OrleansChat.Storage.Data;

namespace OrleansChat.Storage.Messages;

/// <summary>Hidden messages, as rows; how many a member hid is counted in the member's own row, so that those who hid nothing are not asked for.</summary>
internal sealed class HiddenMessages(IDatabase database) : IHiddenMessages
{
    private const string Visible = $"""
        SELECT {MessageRows.Columns} FROM messages m WHERE m.conversation_id = $1 AND m.sequence < $3 AND NOT EXISTS
            (SELECT 1 FROM message_hidden h WHERE h.conversation_id = $1 AND h.user_id = $2 AND h.sequence = m.sequence)
        ORDER BY m.sequence DESC LIMIT $4
        """;

    public Task<bool> HideAsync(Guid conversationId, Guid userId, long sequence, DateTimeOffset now, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async (session, cancel) =>
            {
                var hidden = await session.ExecuteAsync(
                    "INSERT INTO message_hidden (conversation_id, user_id, sequence, hidden_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                    cancel,
                    conversationId,
                    userId,
                    sequence,
                    now) > 0;
                if (hidden)
                {
                    await session.ExecuteAsync(
                        "UPDATE conversation_members SET hidden = hidden + 1 WHERE conversation_id = $1 AND user_id = $2", cancel, conversationId, userId);
                }

                return hidden;
            },
            cancellationToken);

    public Task<IReadOnlyDictionary<long, DateTimeOffset>> ListAsync(
        Guid conversationId, Guid userId, long first, long last, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyDictionary<long, DateTimeOffset>>(
            async (session, cancel) => (await session.ListAsync(
                "SELECT sequence, hidden_at FROM message_hidden WHERE conversation_id = $1 AND user_id = $2 AND sequence >= $3 AND sequence <= $4",
                row => (Sequence: row.Number(0), At: row.Time(1)),
                cancel,
                conversationId,
                userId,
                first,
                last)).ToDictionary(hidden => hidden.Sequence, hidden => hidden.At),
            cancellationToken);

    public Task<IReadOnlyList<StoredMessage>> VisibleBeforeAsync(
        Guid conversationId, Guid userId, long before, int limit, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<StoredMessage>>(
            async (session, cancel) =>
            {
                var messages = await session.ListAsync(Visible, MessageRows.Map, cancel, conversationId, userId, before, (long)limit);
                messages.Reverse();
                await MessageRows.AddReactionsAsync(session, messages, cancel);
                return messages;
            },
            cancellationToken);
}
