using OrleansChat.Storage.Data;
using OrleansChat.Storage.Search;

namespace OrleansChat.Storage.Messages;

/// <summary>Reads of the log.</summary>
internal sealed class MessageReader(IDatabase database, IMessageSearch search) : IMessageReader
{
    private const string Range = $"""
        SELECT {MessageRows.Columns} FROM messages m
        WHERE m.conversation_id = $1 AND m.sequence >= $2 AND m.sequence <= $3 ORDER BY m.sequence
        """;

    // "change > 0" is what makes the partial index usable.
    private const string Changed = $"""
        SELECT {MessageRows.Columns} FROM messages m
        WHERE m.conversation_id = $1 AND m.change > $2 AND m.change > 0 AND m.sequence <= $3 ORDER BY m.change LIMIT $4
        """;

    private const string Locate = """
        SELECT conversation_id, sequence FROM messages m
        WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM conversations c WHERE c.id = m.conversation_id AND c.deleted <> 0)
        """;

    private const string FindOperation = """
        SELECT operation_fingerprint, sequence FROM messages
        WHERE conversation_id = $1 AND sender_id = $2 AND operation_id = $3
        """;

    public Task<IReadOnlyList<StoredMessage>> RangeAsync(Guid conversationId, long first, long last, CancellationToken cancellationToken = default) =>
        ListAsync(Range, cancellationToken, conversationId, first, last);

    public Task<IReadOnlyList<StoredMessage>> ChangedAsync(
        Guid conversationId, long after, long upTo, int limit, CancellationToken cancellationToken = default) =>
        ListAsync(Changed, cancellationToken, conversationId, after, upTo, (long)limit);

    public Task<(Guid ConversationId, long Sequence)?> LocateAsync(Guid messageId, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            (session, cancel) => session.FirstAsync<(Guid, long)?>(Locate, row => (row.Id(0), row.Number(1)), cancel, messageId),
            cancellationToken);

    public Task<StoredOperation?> FindOperationAsync(
        Guid conversationId, Guid senderId, string operationId, CancellationToken cancellationToken = default)
    {
        StorableText.Check(operationId, nameof(operationId));
        return database.ReadAsync(
            (session, cancel) => session.FirstAsync(
                FindOperation,
                row => new StoredOperation(senderId, operationId, row.NumberOrNull(0) ?? 0, row.Number(1)),
                cancel,
                conversationId,
                senderId,
                operationId),
            cancellationToken);
    }

    public Task<StoredPage<StoredMessage>> SearchAsync(
        Guid reader, string query, long offset, int limit, CancellationToken cancellationToken = default)
    {
        var words = SearchWords.OfQuery(query);
        return words.Count == 0
            ? Task.FromResult(new StoredPage<StoredMessage>([], 0))
            : database.ReadAsync((session, cancel) => SearchAsync(session, reader, words, offset, limit, cancel), cancellationToken);
    }

    private async Task<StoredPage<StoredMessage>> SearchAsync(
        DbSession session, Guid reader, IReadOnlyList<string> words, long offset, int limit, CancellationToken cancellationToken)
    {
        var page = await search.FindAsync(session, reader, words, offset, limit, cancellationToken);
        var messages = page.Items.ToList();
        foreach (var conversation in messages.GroupBy(message => message.ConversationId).Where(group => group.Any(message => message.Change > 0)).ToList())
        {
            var withReactions = conversation.ToList();
            await MessageRows.AddReactionsAsync(session, withReactions, cancellationToken);
            foreach (var message in withReactions)
            {
                messages[messages.FindIndex(found => found.Id == message.Id)] = message;
            }
        }

        return page with { Items = messages };
    }

    private Task<IReadOnlyList<StoredMessage>> ListAsync(string sql, CancellationToken cancellationToken, params object?[] parameters) =>
        database.ReadAsync<IReadOnlyList<StoredMessage>>(
            async (session, cancel) =>
            {
                var messages = await session.ListAsync(sql, MessageRows.Map, cancel, parameters);
                await MessageRows.AddReactionsAsync(session, messages, cancel);
                return messages;
            },
            cancellationToken);
}
