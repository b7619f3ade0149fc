using System.Text;
using OrleansChat.Storage.Data;
using OrleansChat.Storage.Messages;
using OrleansChat.Storage.Search;

namespace OrleansChat.Storage.Sqlite;

/// <summary>
/// The search index in SQLite: an ordinary table of (conversation, word, position). So a search costs what its reader's conversations hold, a
/// prefix is a range of the key, and a word that is removed is overwritten in the file at once (secure_delete), which FTS5 cannot promise.
/// </summary>
internal sealed class SqliteMessageSearch(SqliteDatabase database, TimeProvider clock) : IMessageSearch
{
    private const int BatchMessages = 256;
    private const int PurgeRows = 1_000;

    // Greater than every text that starts with the prefix it is appended to.
    private const string AfterAll = "\U0010FFFF";

    private const string NextNew = """
        SELECT m.position, m.content, m.change, coalesce(c.number, 0) FROM messages m LEFT JOIN conversations c ON c.id = m.conversation_id
        WHERE m.position > (SELECT position FROM search_progress) ORDER BY m.position LIMIT $1
        """;

    private const string NextEdited = """
        SELECT q.position, coalesce(m.content, ''), coalesce(m.change, 0), coalesce(c.number, 0) FROM search_queue q
        LEFT JOIN messages m ON m.position = q.position LEFT JOIN conversations c ON c.id = m.conversation_id
        ORDER BY q.position LIMIT $1
        """;

    public async Task<StoredPage<StoredMessage>> FindAsync(
        DbSession session, Guid reader, IReadOnlyList<string> words, long offset, int limit, CancellationToken cancellationToken)
    {
        var found = new StringBuilder();
        var parameters = new List<object?> { reader };
        foreach (var word in words)
        {
            parameters.Add(word);
            parameters.Add(word + AfterAll);
            found.Append(found.Length == 0 ? string.Empty : " INTERSECT ").Append(
                $"SELECT w.position FROM mine CROSS JOIN message_words w WHERE w.conversation = mine.number AND w.word >= ${parameters.Count - 1} AND w.word < ${parameters.Count}");
        }

        var matches = $"""
            WITH mine AS MATERIALIZED (SELECT c.number FROM conversation_members cm JOIN conversations c ON c.id = cm.conversation_id WHERE cm.user_id = $1),
            found AS MATERIALIZED ({found})
            """;
        var total = await session.NumberAsync($"{matches} SELECT count(DISTINCT position) FROM found", cancellationToken, [.. parameters]);
        if (offset >= total)
            return new StoredPage<StoredMessage>([], total);

        var page = await session.ListAsync(
            $"""
            {matches} SELECT {MessageRows.Columns} FROM messages m
            WHERE m.position IN (SELECT DISTINCT position FROM found ORDER BY position DESC LIMIT ${parameters.Count + 1} OFFSET ${parameters.Count + 2})
            ORDER BY m.position DESC
            """,
            MessageRows.Map,
            cancellationToken,
            [.. parameters, (long)limit, offset]);
        return new StoredPage<StoredMessage>(page, total);
    }

    public async Task<int> IndexNextAsync(CancellationToken cancellationToken)
    {
        var edited = await ReadAsync(NextEdited, cancellationToken);
        var messages = edited.Count > 0 ? edited : await ReadAsync(NextNew, cancellationToken);
        if (messages.Count > 0)
            await database.IndexAsync(new SqliteIndexWrite(messages, fromQueue: edited.Count > 0));
        return messages.Count;
    }

    public async Task<bool> PurgeNextAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var purge = await database.ReadAsync((session, cancel) => PurgeSteps.NextAsync(session, now, cancel), cancellationToken);
        return purge is { } next
            && await database.WriteAsync((session, cancel) => PurgeAsync(session, next.Id, next.Number, now, cancel), cancellationToken, wipes: true);
    }

    private Task<List<UnindexedMessage>> ReadAsync(string sql, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (session, cancel) => session.ListAsync(
                sql, row => new UnindexedMessage(row.Number(0), SearchWords.OfMessage(row.Text(1)), row.Number(2), row.Number(3)), cancel, (long)BatchMessages),
            cancellationToken);

    private static async Task<bool> PurgeAsync(DbSession session, Guid id, long number, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var wiped = await session.ExecuteAsync(
            """
            DELETE FROM message_words WHERE (conversation, word, position) IN
                (SELECT conversation, word, position FROM message_words WHERE conversation = $1 LIMIT $2)
            """,
            cancellationToken, number, (long)PurgeRows);
        wiped += await session.ExecuteAsync(
            """
            DELETE FROM message_reactions WHERE (conversation_id, sequence, user_id, emoji) IN
                (SELECT conversation_id, sequence, user_id, emoji FROM message_reactions WHERE conversation_id = $1 LIMIT $2)
            """,
            cancellationToken, id, (long)PurgeRows);
        wiped += await session.ExecuteAsync(
            "DELETE FROM messages WHERE position IN (SELECT position FROM messages WHERE conversation_id = $1 LIMIT $2)",
            cancellationToken, id, (long)PurgeRows);
        if (wiped == 0)
            await PurgeSteps.EndRoundAsync(session, id, now, cancellationToken);
        return true;
    }
}
