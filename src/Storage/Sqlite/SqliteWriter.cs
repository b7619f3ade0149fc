using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using OrleansChat.Storage.Messages;
using OrleansChat.Storage.Writing;
using SQLitePCL;

namespace OrleansChat.Storage.Sqlite;

/// <summary>
/// The one thread that writes. It takes what is queued, writes it in one transaction, and tells the callers after the commit, in order.
/// While a commit waits for the disk the next group gathers: nothing is delayed on purpose.
/// </summary>
internal sealed partial class SqliteWriter : IAsyncDisposable
{
    private readonly SqliteSession _session;
    private readonly WriteQueue _queue;
    private readonly StorageMetrics _metrics;
    private readonly ILogger _logger;
    private readonly SqliteLogStatements _log;
    private readonly SqliteIndexStatements _index;
    private readonly Dictionary<string, SqliteStatement> _control = [];
    private readonly List<QueuedWrite> _group = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _wipes;
    private long _overwrites;

    public SqliteWriter(SqliteConnection connection, WriteQueue queue, StorageMetrics metrics, TimeProvider clock, ILogger logger)
    {
        _session = new SqliteSession(connection);
        _queue = queue;
        _metrics = metrics;
        _logger = logger;
        _log = new SqliteLogStatements(connection.Handle!);
        _index = new SqliteIndexStatements(connection.Handle!, clock);
        foreach (var sql in new[] { "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK", "SAVEPOINT one", "RELEASE one", "ROLLBACK TO one" })
        {
            _control.Add(sql, new SqliteStatement(connection.Handle!, sql));
        }

        _wipes = SqliteTidying.IsNoted(connection) ? 1 : 0;
        new Thread(Run) { IsBackground = true, Name = "SQLite writer" }.Start();
    }

    /// <summary>How many wipes were committed since the file was last rewritten. A file that was left with some begins with one.</summary>
    public long Wipes => Interlocked.Read(ref _wipes);

    /// <summary>How many writes that overwrite text were committed since the start: wipes and edits.</summary>
    public long Overwrites => Interlocked.Read(ref _overwrites);

    /// <summary>Writes what is queued, then closes. Blocks nobody meanwhile: a worker of the thread pool has to tell the writer's thread that the queue is closed.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _ended.Task;
        _log.Dispose();
        _index.Dispose();
        foreach (var statement in _control.Values)
        {
            statement.Dispose();
        }

        _session.Dispose();
    }

    private void Run()
    {
        while (_queue.WaitAsync().AsTask().GetAwaiter().GetResult())
        {
            _queue.Take(_group);
            using (_metrics.BeginCommit(_group))
                WriteOrRefuse();
            _queue.Finish(_group);
        }

        _ended.SetResult();
    }

    private void WriteOrRefuse()
    {
        try
        {
            WriteGroup();
            DoUpkeep();
        }
        catch (Exception lost)
        {
            LogGroupLost(_logger, _group.Count, lost);
            foreach (var write in _group)
            {
                write.Refuse(lost);
            }

            RollBack();
        }
    }

    private void WriteGroup()
    {
        Control("BEGIN IMMEDIATE");
        foreach (var write in _group)
        {
            if (write is not SqliteUpkeep)
                Write(write);
        }

        var wipes = _group.Count(write => write is (DeleteWrite or SessionWrite { Wipes: true }) and { Failed: false });
        var edits = _group.Count(write => write is EditWrite { Failed: false });
        if (wipes > 0 && Wipes == 0)
            ExecuteSql(SqliteTidying.Note);
        Control("COMMIT");
        Interlocked.Add(ref _wipes, wipes);
        Interlocked.Add(ref _overwrites, wipes + edits);
    }

    /// <summary>What SQLite does outside of transactions only.</summary>
    private void DoUpkeep()
    {
        foreach (var upkeep in _group.OfType<SqliteUpkeep>())
        {
            try
            {
                upkeep.Done = ExecuteSql(upkeep.Sql) is not 1L;
                if (upkeep.Rewrites)
                {
                    ExecuteSql(SqliteTidying.Forget);
                    Interlocked.Exchange(ref _wipes, 0);
                }
            }
            catch (SqliteException failure)
            {
                upkeep.Refuse(failure);
            }
        }
    }

    private object? ExecuteSql(string sql)
    {
        using var command = new SqliteCommand(sql, _session.Connection);
        return command.ExecuteScalar();
    }

    /// <summary>A write that fails is undone alone. When SQLite has given up the transaction (disk full, for one), the group is lost.</summary>
    private void Write(QueuedWrite write)
    {
        if (write is LogWrite { Log.Failure: { } failure })
        {
            write.Refuse(failure);
            return;
        }

        try
        {
            switch (write)
            {
                case AppendWrite { Message.HiddenFor: null } append:
                    _log.Append(append);
                    break;
                case HorizonWrite horizon:
                    _log.SaveHorizon(horizon);
                    break;
                default:
                    WriteAllOrNothing(write);
                    break;
            }
        }
        catch (Exception refused) when (InTransaction)
        {
            write.Refuse(refused);
        }
    }

    private void WriteAllOrNothing(QueuedWrite write)
    {
        Control("SAVEPOINT one");
        try
        {
            if (write is AppendWrite append)
                _log.Append(append);
            else if (write is ChangeWrite change)
                _log.Change(change);
            else if (write is SqliteIndexWrite index)
                _index.Write(index);
            else
                ((SessionWrite)write).Run(_session);
        }
        catch when (InTransaction)
        {
            Control("ROLLBACK TO one");
            throw;
        }
        finally
        {
            if (InTransaction)
                Control("RELEASE one");
        }
    }

    private bool InTransaction => raw.sqlite3_get_autocommit(_session.Connection.Handle) == 0;

    /// <summary>Most failures have rolled back already. One that cannot be rolled back fails the next group's BEGIN, and is tried again then.</summary>
    private void RollBack()
    {
        try
        {
            if (InTransaction)
                Control("ROLLBACK");
        }
        catch (SqliteException stuck)
        {
            LogRollbackFailed(_logger, stuck);
        }
    }

    private void Control(string sql) => _control[sql].Execute();

    [LoggerMessage(1, LogLevel.Error, "A group of {Count} writes was not stored.")]
    private static partial void LogGroupLost(ILogger logger, int count, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "The transaction could not be rolled back.")]
    private static partial void LogRollbackFailed(ILogger logger, Exception exception);
}
