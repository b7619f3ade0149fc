using OrleansChat.Storage.Writing;
using SQLitePCL;

namespace OrleansChat.Storage.Sqlite;

/// <summary>A message to index; <paramref name="Conversation"/> is the number of its conversation, 0 when there is none.</summary>
internal sealed record UnindexedMessage(long Position, IReadOnlyCollection<string> Words, long Change, long Conversation);

/// <summary>The next messages of the index, either edited ones from the queue or new ones.</summary>
internal sealed class SqliteIndexWrite(IReadOnlyList<UnindexedMessage> messages, bool fromQueue) : QueuedWrite
{
    public IReadOnlyList<UnindexedMessage> Messages { get; } = messages;

    public bool FromQueue { get; } = fromQueue;

    public override int Size { get; } = messages.Sum(message => 64 + (32 * message.Words.Count));
}

/// <summary>The writes of the search index, as prepared statements. On the writer's thread only.</summary>
internal sealed class SqliteIndexStatements : IDisposable
{
    private readonly SqliteStatement _change;
    private readonly SqliteStatement _word;
    private readonly SqliteStatement _dequeue;
    private readonly SqliteStatement _queue;
    private readonly SqliteStatement _progress;

    public SqliteIndexStatements(sqlite3 connection)
    {
        _change = new SqliteStatement(connection, "SELECT change FROM messages WHERE position = ?1");
        _word = new SqliteStatement(connection, "INSERT INTO message_words (conversation, word, position) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING");
        _dequeue = new SqliteStatement(connection, "DELETE FROM search_queue WHERE position = ?1");
        _queue = new SqliteStatement(connection, "INSERT INTO search_queue (position) VALUES (?1) ON CONFLICT DO NOTHING");
        _progress = new SqliteStatement(connection, "UPDATE search_progress SET position = ?1 WHERE position < ?1");
    }

    /// <summary>The words were cut outside the writer: a message that has changed since is left for the next step.</summary>
    public void Write(SqliteIndexWrite write)
    {
        foreach (var message in write.Messages)
        {
            if (write.FromQueue)
                _dequeue.Bind(1, message.Position).Execute();
            if (!_change.Bind(1, message.Position).Step())
                continue;
            var change = _change.Number(0);
            _change.Reset();
            if (change == message.Change)
                Add(message);
            else
                _queue.Bind(1, message.Position).Execute();
        }

        if (!write.FromQueue)
            _progress.Bind(1, write.Messages[^1].Position).Execute();
    }

    public void Dispose()
    {
        _change.Dispose();
        _word.Dispose();
        _dequeue.Dispose();
        _queue.Dispose();
        _progress.Dispose();
    }

    private void Add(UnindexedMessage message)
    {
        if (message.Conversation == 0)
            return;
        foreach (var word in message.Words)
        {
            _word.Bind(1, message.Conversation).Bind(2, word).Bind(3, message.Position).Execute();
        }
    }
}
