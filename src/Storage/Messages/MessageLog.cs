using OrleansChat.Storage.Data;
using OrleansChat.Storage.Writing;

namespace OrleansChat.Storage.Messages;

/// <summary>Opens logs: a bounded read of the newest messages, however long the history.</summary>
internal sealed class MessageLog(IDatabase database, WriteQueue queue) : IMessageLog
{
    private const string Newest = """
        SELECT sequence, sender_id, operation_id, operation_fingerprint FROM messages
        WHERE conversation_id = $1 ORDER BY sequence DESC LIMIT $2
        """;

    private const string LastChange = "SELECT change FROM conversation_changes WHERE conversation_id = $1";

    // At most as many keyed messages as were read are newer than the bound, so this stops after that many: as long as the index of the
    // keyed ones is what is looked through. The order is that index's, and "+" keeps both databases from the index of all messages.
    private const string OlderOperation = """
        SELECT 1 FROM messages WHERE conversation_id = $1 AND operation_id IS NOT NULL AND +sequence < $2
        ORDER BY sender_id, operation_id LIMIT 1
        """;

    public async Task<IConversationLog> OpenAsync(Guid conversationId, CancellationToken cancellationToken = default)
    {
        var head = await database.ReadAsync((session, cancel) => ReadHeadAsync(session, conversationId, cancel), cancellationToken);
        return new ConversationLog(queue, head);
    }

    private static async Task<LogHead> ReadHeadAsync(DbSession session, Guid conversationId, CancellationToken cancellationToken)
    {
        var newest = await session.ListAsync(
            Newest,
            row => (Sequence: row.Number(0), Operation: row.TextOrNull(2) is { } id ? Operation(row, id) : null),
            cancellationToken,
            conversationId,
            (long)LogLimits.RecentOperations);
        var change = await session.NumberAsync(LastChange, cancellationToken, conversationId);
        var older = newest.Count == LogLimits.RecentOperations
            && await session.NumberAsync(OlderOperation, cancellationToken, conversationId, newest[^1].Sequence) > 0;
        newest.Reverse();
        return new LogHead(
            conversationId,
            newest.Count == 0 ? 0 : newest[^1].Sequence,
            change,
            [.. newest.Where(message => message.Operation is not null).Select(message => message.Operation!)],
            older);
    }

    private static StoredOperation Operation(Row row, string id) => new(row.Id(1), id, row.NumberOrNull(3) ?? 0, row.Number(0));
}
