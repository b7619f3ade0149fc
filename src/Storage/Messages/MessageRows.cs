using OrleansChat.Storage.Data;

namespace OrleansChat.Storage.Messages;

/// <summary>Reads messages with all that belongs to them.</summary>
internal static class MessageRows
{
    /// <summary>The columns that <see cref="Map"/> reads, of <c>messages m</c>.</summary>
    public const string Columns = """
        m.id, m.conversation_id, m.sequence, m.sender_id, m.type, m.content, m.metadata, m.parent_id, m.created_at,
        m.operation_id, m.operation_fingerprint, m.edited_at, m.deleted_at, m.change,
        EXISTS (SELECT 1 FROM users u WHERE u.id = m.sender_id AND u.deleted = 1), m.encrypted
        """;

    public static StoredMessage Map(Row row) => new(
        row.Id(0),
        row.Id(1),
        row.Number(2),
        row.Id(3),
        (int)row.Number(4),
        row.Text(5),
        row.TextOrNull(6),
        row.IdOrNull(7),
        row.Time(8),
        row.TextOrNull(9),
        row.NumberOrNull(10))
    {
        EditedAt = row.TimeOrNull(11),
        DeletedAt = row.TimeOrNull(12),
        Change = row.Number(13),
        SenderDeleted = row.Flag(14),
        Encrypted = row.Number(15) != 0,
    };

    /// <summary>Adds the reactions to messages of one conversation. A message that never changed has none, which is nearly always known without asking.</summary>
    public static async Task AddReactionsAsync(DbSession session, List<StoredMessage> messages, CancellationToken cancellationToken)
    {
        foreach (var chunk in messages.Where(message => message.Change > 0 && message.DeletedAt is null).Chunk(256))
        {
            var values = DbSession.PadToPowerOfTwo([.. chunk.Select(message => (object?)message.Sequence)]);
            var rows = await session.ListAsync(
                $"SELECT sequence, user_id, emoji FROM message_reactions WHERE conversation_id = $1 AND sequence IN ({DbSession.Placeholders(2, values.Length)}) ORDER BY sequence, change",
                row => (Sequence: row.Number(0), Reaction: new StoredReaction(row.Id(1), row.Text(2))),
                cancellationToken,
                [chunk[0].ConversationId, .. values]);
            var reactions = rows.ToLookup(row => row.Sequence, row => row.Reaction);
            for (var index = 0; reactions.Count > 0 && index < messages.Count; index++)
            {
                if (reactions.Contains(messages[index].Sequence))
                    messages[index] = messages[index] with { Reactions = [.. reactions[messages[index].Sequence]] };
            }
        }
    }
}
