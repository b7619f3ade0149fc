using Npgsql;
using OrleansChat.Storage.Data;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Storage.Postgres;

/// <summary>Edits, deletions and reactions as statements. Those that must change exactly one row are returned, to be checked before the commit.</summary>
internal static class PostgresChanges
{
    private const string FirstChange = "INSERT INTO conversation_changes (conversation_id, change) VALUES ($1, $2) ON CONFLICT DO NOTHING";

    private const string NextChange = "UPDATE conversation_changes SET change = $2 WHERE conversation_id = $1 AND change = $2 - 1";

    private const string Living = """
        WHERE conversation_id = $1 AND sequence = $2 AND deleted_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM conversations c WHERE c.id = $1 AND c.deleted = 1)
        """;

    private const string Edit = $"UPDATE messages SET change = $3, content = $4, edited_at = $5, encrypted = $6 {Living}";

    private const string Wipe = $"""
        UPDATE messages SET change = $3, content = '', metadata = NULL, operation_fingerprint = NULL, deleted_at = $4 {Living}
        """;

    private const string Mark = $"UPDATE messages SET change = $3 {Living}";

    private const string Unindex = "DELETE FROM message_search WHERE conversation_id = $1 AND sequence = $2";

    // Also for a deletion: the indexer may have read the text just before it.
    private const string Index = "INSERT INTO search_queue (conversation_ids, sequences) VALUES (ARRAY[$1]::uuid[], ARRAY[$2]::bigint[])";

    private const string DropReactions = "DELETE FROM message_reactions WHERE conversation_id = $1 AND sequence = $2";

    private const string AddReaction = """
        INSERT INTO message_reactions (conversation_id, sequence, user_id, emoji, change, created_at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT DO NOTHING
        """;

    private const string RemoveReaction =
        "DELETE FROM message_reactions WHERE conversation_id = $1 AND sequence = $2 AND user_id = $3 AND emoji = $4";

    public static void AddTo(NpgsqlBatch batch, ChangeWrite write, List<NpgsqlBatchCommand> checkedOnes)
    {
        checkedOnes.Add(Add(batch, write.Change == 1 ? FirstChange : NextChange, write.ConversationId, write.Change));
        switch (write)
        {
            case EditWrite edit:
                checkedOnes.Add(Add(
                    batch, Edit, edit.ConversationId, edit.Sequence, edit.Change, edit.Content, Timestamps.ToMicroseconds(edit.At), edit.Encrypted ? (short)1 : (short)0));
                Add(batch, Unindex, edit.ConversationId, edit.Sequence);
                Add(batch, Index, edit.ConversationId, edit.Sequence);
                break;
            case DeleteWrite delete:
                checkedOnes.Add(Add(batch, Wipe, delete.ConversationId, delete.Sequence, delete.Change, Timestamps.ToMicroseconds(delete.At)));
                Add(batch, Unindex, delete.ConversationId, delete.Sequence);
                Add(batch, Index, delete.ConversationId, delete.Sequence);
                Add(batch, DropReactions, delete.ConversationId, delete.Sequence);
                break;
            case AddReactionWrite add:
                checkedOnes.Add(Add(batch, Mark, add.ConversationId, add.Sequence, add.Change));
                Add(batch, AddReaction, add.ConversationId, add.Sequence, add.UserId, add.Emoji, add.Change, Timestamps.ToMicroseconds(add.At));
                break;
            case RemoveReactionWrite remove:
                checkedOnes.Add(Add(batch, Mark, remove.ConversationId, remove.Sequence, remove.Change));
                Add(batch, RemoveReaction, remove.ConversationId, remove.Sequence, remove.UserId, remove.Emoji);
                break;
            default:
                throw new InvalidOperationException($"{write.GetType().Name} is no change of a log.");
        }
    }

    private static NpgsqlBatchCommand Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<object> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        batch.BatchCommands.Add(command);
        return command;
    }
}
