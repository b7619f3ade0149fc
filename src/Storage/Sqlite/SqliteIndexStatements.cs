using OrleansChat.Storage.Writing;
using SQLitePCL;

namespace OrleansChat.Storage.Sqlite;

/// <summary>A message to index, as it was read.</summary>
internal sealed record UnindexedMessage(long Position, IReadOnlyCollection<string> Words, long Change);

/// <summary>The next messages of the index, either edited ones from the queue or new ones: as many as there is time for.</summary>
internal sealed class SqliteIndexWrite(IReadOnlyList<UnindexedMessage> messages, int first, bool fromQueue) : QueuedWrite
{
    public IReadOnlyList<UnindexedMessage> Messages { get; } = messages;

    /// <summary>The first that is left to index; the writer moves it.</summary>
    public int Next { get; set; } = first;

    public bool FromQueue { get; } = fromQueue;

    /// <summary>Whether a message had changed since it was read, and waits in the queue now.</summary>
    public bool LeavesChanged { get; set; }

    /// <summary>How long the writer was busy with it.</summary>
    public TimeSpan Took { get; set; }

    public override bool IsUpkeep => true;

    public override int Size => 8_192;
}

/// <summary>The writes of the search index, as prepared statements. On the writer's thread only.</summary>
internal sealed class SqliteIndexStatements : IDisposable
{
    // Messages of the same commit, and those that come meanwhile, wait for it, and for its pages to reach the disk, which takes longer still.
    private static readonly TimeSpan LongestWrite = TimeSpan.FromMicroseconds(300);

    private readonly TimeProvider _clock;
    private readonly SqliteStatement _message;
    private readonly SqliteStatement _word;
    private readonly SqliteStatement _dequeue;
    private readonly SqliteStatement _queue;
    private readonly SqliteStatement _progress;

    public SqliteIndexStatements(sqlite3 connection, TimeProvider clock)
    {
        _clock = clock;
        _message = new SqliteStatement(connection, """
            SELECT m.change, coalesce(c.number, 0) FROM messages m LEFT JOIN conversations c ON c.id = m.conversation_id WHERE m.position = ?1
            """);
        _word = new SqliteStatement(connection, "INSERT INTO message_words (conversation, word, position) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING");
        _dequeue = new SqliteStatement(connection, "DELETE FROM search_queue WHERE position = ?1");
        _queue = new SqliteStatement(connection, "INSERT INTO search_queue (position) VALUES (?1) ON CONFLICT DO NOTHING");
        _progress = new SqliteStatement(connection, "UPDATE search_progress SET position = ?1 WHERE position < ?1");
    }

    /// <summary>The words were cut outside the writer: a message that has changed since is left for another step.</summary>
    public void Write(SqliteIndexWrite write)
    {
        var began = _clock.GetTimestamp();
        do
        {
            write.LeavesChanged |= Write(write.Messages[write.Next], write.FromQueue);
            write.Next++;
            write.Took = _clock.GetElapsedTime(began);
        }
        while (write.Next < write.Messages.Count && write.Took < LongestWrite);

        if (!write.FromQueue)
            _progress.Bind(1, write.Messages[write.Next - 1].Position).Execute();
    }

    public void Dispose()
    {
        _message.Dispose();
        _word.Dispose();
        _dequeue.Dispose();
        _queue.Dispose();
        _progress.Dispose();
    }

    /// <summary>True when it has changed and waits in the queue.</summary>
    private bool Write(UnindexedMessage message, bool fromQueue)
    {
        if (fromQueue)
            _dequeue.Bind(1, message.Position).Execute();
        if (!_message.Bind(1, message.Position).Step())
            return false;
        var (change, conversation) = (_message.Number(0), _message.Number(1));
        _message.Reset();
        var hasChanged = change != message.Change;
        if (hasChanged)
            _queue.Bind(1, message.Position).Execute();
        else if (conversation != 0)
            Add(message, conversation);
        return hasChanged;
    }

    private void Add(UnindexedMessage message, long conversation)
    {
        foreach (var word in message.Words)
        {
            _word.Bind(1, conversation).Bind(2, word).Bind(3, message.Position).Execute();
        }
    }
}
