using OrleansChat.Storage.Data;
using OrleansChat.Storage.Messages;
using OrleansChat.Storage.Search;

namespace OrleansChat.Storage.Postgres;

/// <summary>The search index in PostgreSQL: a tsvector per message, whose words carry their conversation's number.</summary>
internal sealed class PostgresMessageSearch(IDatabase database, TimeProvider clock) : IMessageSearch
{
    private const int BatchRows = 256;
    private const int BatchMessages = 256;
    private const int PurgeRows = 1_000;

    // $2 is a query with @ where the number of a conversation belongs. Words have letters and digits only, so nothing in them is syntax.
    private const string Found = """
        FROM conversation_members cm JOIN conversations c ON c.id = cm.conversation_id
        CROSS JOIN LATERAL (
            SELECT s.conversation_id, s.sequence, s.created_at FROM message_search s
            WHERE s.conversation_id = c.id AND s.words @@ replace($2, '@', c.number::text)::tsquery) f
        WHERE cm.user_id = $1 AND (cm.hidden = 0 OR NOT EXISTS (
            SELECT 1 FROM message_hidden h WHERE h.conversation_id = f.conversation_id AND h.user_id = $1 AND h.sequence = f.sequence))
        """;

    private const string Page = $"""
        SELECT {MessageRows.Columns} FROM (
            SELECT f.conversation_id, f.sequence, f.created_at {Found} ORDER BY f.created_at DESC, f.conversation_id DESC, f.sequence DESC LIMIT $3 OFFSET $4) found
        JOIN messages m ON m.conversation_id = found.conversation_id AND m.sequence = found.sequence
        WHERE m.deleted_at IS NULL ORDER BY found.created_at DESC, found.conversation_id DESC, found.sequence DESC
        """;

    // Rows are found by their keys, whatever the planner knows of the tables: the plans are kept, and often made when these were small.
    private const string Begin =
        $"SELECT {PostgresLocks.Index}, set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)";

    private const string Queued = "SELECT id, cardinality(sequences) FROM search_queue ORDER BY id LIMIT $1";

    private const string Texts = """
        SELECT DISTINCT u.conversation_id, u.sequence, m.created_at, m.content, c.number
        FROM search_queue q CROSS JOIN LATERAL unnest(q.conversation_ids, q.sequences) AS u (conversation_id, sequence)
        LEFT JOIN messages m ON m.conversation_id = u.conversation_id AND m.sequence = u.sequence AND m.deleted_at IS NULL AND m.encrypted = 0
        LEFT JOIN conversations c ON c.id = u.conversation_id AND c.deleted = 0
        WHERE q.id = ANY($1) ORDER BY u.conversation_id, u.sequence
        """;

    private const string Index = """
        INSERT INTO message_search (conversation_id, sequence, created_at, words)
        SELECT conversation_id, sequence, created_at, array_to_tsvector(string_to_array(words, ' '))
        FROM unnest($1, $2, $3, $4) AS u (conversation_id, sequence, created_at, words)
        ON CONFLICT (conversation_id, sequence) DO UPDATE SET words = excluded.words
        """;

    private const string Unindex = """
        DELETE FROM message_search s USING unnest($1, $2) AS u (conversation_id, sequence)
        WHERE s.conversation_id = u.conversation_id AND s.sequence = u.sequence
        """;

    public async Task<StoredPage<StoredMessage>> FindAsync(
        DbSession session, Guid reader, IReadOnlyList<string> words, long offset, int limit, CancellationToken cancellationToken)
    {
        var query = string.Join(" & ", words.Select(word => $"'@/{word}':*"));
        var total = await session.NumberAsync($"SELECT count(*) {Found}", cancellationToken, reader, query);
        return new StoredPage<StoredMessage>(
            offset >= total ? [] : await session.ListAsync(Page, MessageRows.Map, cancellationToken, reader, query, (long)limit, offset),
            total);
    }

    public async Task<IndexStep> IndexNextAsync(CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        var more = await database.WriteAsync(IndexNextAsync, cancellationToken);
        return new IndexStep(more, clock.GetElapsedTime(began));
    }

    public Task<bool> PurgeNextAsync(CancellationToken cancellationToken) => database.WriteAsync(PurgeNextAsync, cancellationToken, wipes: true);

    /// <summary>False when it came to the end of the queue.</summary>
    private static async Task<bool> IndexNextAsync(DbSession session, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(Begin, cancellationToken);
        var rows = await session.ListAsync(Queued, row => (Id: row.Number(0), Messages: row.Number(1)), cancellationToken, (long)BatchRows);
        if (rows.Count == 0)
            return false;

        var (taken, messages) = (0, 0L);
        while (taken < rows.Count && messages < BatchMessages)
        {
            messages += rows[taken++].Messages;
        }

        var ids = rows.Take(taken).Select(row => row.Id).ToArray();
        var texts = await session.ListAsync(
            Texts,
            row => new Text(row.Id(0), row.Number(1), row.NumberOrNull(2) ?? 0, row.TextOrNull(3), row.NumberOrNull(4)),
            cancellationToken,
            ids);
        var withWords = texts.ToLookup(text => text is { Content: not null, Conversation: not null });
        await IndexAsync(session, [.. withWords[true]], cancellationToken);
        await UnindexAsync(session, [.. withWords[false]], cancellationToken);
        await session.ExecuteAsync("DELETE FROM search_queue WHERE id = ANY($1)", cancellationToken, ids);
        return rows.Count == BatchRows || taken < rows.Count;
    }

    private static async Task IndexAsync(DbSession session, List<Text> texts, CancellationToken cancellationToken)
    {
        if (texts.Count == 0)
            return;
        await session.ExecuteAsync(
            Index,
            cancellationToken,
            texts.ConvertAll(text => text.ConversationId),
            texts.ConvertAll(text => text.Sequence),
            texts.ConvertAll(text => text.CreatedAt),
            texts.ConvertAll(text => string.Join(' ', SearchWords.OfMessage(text.Content!).Select(word => $"{text.Conversation}/{word}"))));
    }

    private static async Task UnindexAsync(DbSession session, List<Text> texts, CancellationToken cancellationToken)
    {
        if (texts.Count > 0)
        {
            await session.ExecuteAsync(
                Unindex, cancellationToken, texts.ConvertAll(text => text.ConversationId), texts.ConvertAll(text => text.Sequence));
        }
    }

    private async Task<bool> PurgeNextAsync(DbSession session, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync($"SELECT {PostgresLocks.Index}", cancellationToken);
        var now = clock.GetUtcNow();
        if (await PurgeSteps.NextAsync(session, now, cancellationToken) is not (var id, _))
            return false;

        var wiped = 0;
        foreach (var table in new[] { "message_search", "message_reactions", "message_hidden", "message_days", "messages" })
        {
            wiped += await session.ExecuteAsync(
                $"DELETE FROM {table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM {table} WHERE conversation_id = $1 LIMIT $2))",
                cancellationToken, id, (long)PurgeRows);
        }

        if (wiped == 0)
            await PurgeSteps.EndRoundAsync(session, id, now, cancellationToken);
        return true;
    }

    private sealed record Text(Guid ConversationId, long Sequence, long CreatedAt, string? Content, long? Conversation);
}
