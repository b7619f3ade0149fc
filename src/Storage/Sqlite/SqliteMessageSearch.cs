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
        SELECT m.position, CASE m.encrypted WHEN 0 THEN m.content ELSE '' END, m.change FROM messages m
        WHERE m.position > (SELECT position FROM search_progress) ORDER BY m.position LIMIT $1
        """;

    private const string NextEdited = """
        SELECT q.position, CASE m.encrypted WHEN 0 THEN m.content ELSE '' END, coalesce(m.change, 0) FROM search_queue q LEFT JOIN messages m ON m.position = q.position
        ORDER BY q.position LIMIT $1
        """;

    // Read, and not yet written for want of time.
    private SqliteIndexWrite? _left;

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
            found AS MATERIALIZED ({found} EXCEPT SELECT m.position FROM conversation_members cm
                JOIN message_hidden h ON h.conversation_id = cm.conversation_id AND h.user_id = cm.user_id
                JOIN messages m ON m.conversation_id = h.conversation_id AND m.sequence = h.sequence
                WHERE cm.user_id = $1 AND cm.hidden > 0)
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

    public async Task<IndexStep> IndexNextAsync(CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        var isRest = _left is not null;
        var next = _left ?? await ReadNextAsync(cancellationToken);
        _left = null;
        if (next is null)
            return new IndexStep(false, clock.GetElapsedTime(began));

        var reading = clock.GetElapsedTime(began);
        await database.IndexAsync(next);
        var isLeft = next.Next < next.Messages.Count;
        if (isLeft)
            _left = new SqliteIndexWrite(next.Messages, next.Next, next.FromQueue);

        // What came after the rest had been read is not in it, and what has changed meanwhile is in the queue.
        var more = isLeft || isRest || next.FromQueue || next.LeavesChanged || next.Messages.Count == BatchMessages;
        return new IndexStep(more, reading + next.Took);
    }

    public async Task<bool> PurgeNextAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var purge = await database.ReadAsync((session, cancel) => PurgeSteps.NextAsync(session, now, cancel), cancellationToken);
        return purge is { } next
            && await database.WriteAsync((session, cancel) => PurgeAsync(session, next.Id, next.Number, now, cancel), cancellationToken, wipes: true);
    }

    private async Task<SqliteIndexWrite?> ReadNextAsync(CancellationToken cancellationToken)
    {
        var edited = await ReadAsync(NextEdited, cancellationToken);
        if (edited.Count > 0)
            return new SqliteIndexWrite(edited, 0, fromQueue: true);
        var messages = await ReadAsync(NextNew, cancellationToken);
        return messages.Count > 0 ? new SqliteIndexWrite(messages, 0, fromQueue: false) : null;
    }

    private Task<List<UnindexedMessage>> ReadAsync(string sql, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (session, cancel) => session.ListAsync(
                sql, row => new UnindexedMessage(row.Number(0), SearchWords.OfMessage(row.Text(1)), row.Number(2)), cancel, (long)BatchMessages),
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
            """
            DELETE FROM message_hidden WHERE (conversation_id, user_id, sequence) IN
                (SELECT conversation_id, user_id, sequence FROM message_hidden WHERE conversation_id = $1 LIMIT $2)
            """,
            cancellationToken, id, (long)PurgeRows);
        wiped += await session.ExecuteAsync(
            """
            DELETE FROM message_days WHERE (conversation_id, day, sender_id) IN
                (SELECT conversation_id, day, sender_id FROM message_days WHERE conversation_id = $1 LIMIT $2)
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
