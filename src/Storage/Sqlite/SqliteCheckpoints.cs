using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace OrleansChat.Storage.Sqlite;

/// <summary>
/// Moves what was committed from the write-ahead log into the file while the writer goes on writing; SQLite itself would do it in the midst of
/// a commit, with messages waiting. The log begins anew only when all of it has been moved at a moment when nothing is written: once it is long,
/// the writer does the last step between two groups, when there is little left to move.
/// </summary>
internal sealed partial class SqliteCheckpoints : IDisposable
{
    /// <summary>Pages of the log at which SQLite does it by itself after all.</summary>
    public const int MostPages = 24_000;

    private const long LongLog = 12_000;
    private const long BytesOfPage = 4_096;
    private const long PagesBetween = 2_000;

    private readonly SqliteConnection _connection;
    private readonly ILogger _logger;
    private readonly AutoResetEvent _due = new(false);
    private readonly Lock _one = new();
    private readonly Thread _thread;
    private long _pages;
    private volatile bool _isLong;
    private volatile bool _closed;

    public SqliteCheckpoints(SqliteConnection connection, ILogger logger)
    {
        _connection = connection;
        _logger = logger;
        _thread = new Thread(Run) { IsBackground = true, Name = "SQLite checkpoints" };
        _thread.Start();
    }

    /// <summary>The writer's thread, between two groups: has the log moved after some thousands of pages, each write counting as one at least.</summary>
    public void Committed(SqliteConnection writer, int writes, long bytes)
    {
        if (_isLong && _one.TryEnter())
        {
            try
            {
                MoveLog(writer);
                _isLong = false;
            }
            finally
            {
                _one.Exit();
            }
        }

        _pages += writes + (bytes / BytesOfPage);
        if (_pages < PagesBetween)
            return;
        _pages = 0;
        _due.Set();
    }

    /// <summary>Runs a statement while there is no checkpoint, with which it would collide.</summary>
    public object? RunAlone(SqliteConnection writer, string sql)
    {
        lock (_one)
        {
            using var command = new SqliteCommand(sql, writer);
            return command.ExecuteScalar();
        }
    }

    public void Dispose()
    {
        _closed = true;
        _due.Set();
        _thread.Join();
        _due.Dispose();
        _connection.Dispose();
    }

    private void Run()
    {
        while (_due.WaitOne() && !_closed)
        {
            lock (_one)
                _isLong = MoveLog(_connection) > LongLog;
        }
    }

    /// <summary>Moves what can be moved now; answers how many pages the log has.</summary>
    private long MoveLog(SqliteConnection connection)
    {
        try
        {
            using var command = new SqliteCommand("PRAGMA wal_checkpoint(PASSIVE)", connection);
            using var answer = command.ExecuteReader();
            return answer.Read() ? answer.GetInt64(1) : 0;
        }
        catch (SqliteException failure)
        {
            LogFailed(_logger, failure);
            return 0;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The write-ahead log could not be moved into the file; it is tried again.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
