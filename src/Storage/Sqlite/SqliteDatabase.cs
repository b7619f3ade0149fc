using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using OrleansChat.Storage.Data;
using OrleansChat.Storage.Writing;
using SQLitePCL;

namespace OrleansChat.Storage.Sqlite;

/// <summary>The embedded database: many readers, one writer.</summary>
#pragma warning disable CA1001 // Its owner closes it: the container would dispose it by each of its names.
internal sealed class SqliteDatabase : IDatabase, IDatabaseLifetime, IStorageHealth
#pragma warning restore CA1001
{
    private readonly SqliteFile _file;
    private readonly SqliteReaders _readers;
    private readonly WriteQueue _queue;
    private readonly StorageMetrics _metrics;
    private readonly SqliteTidying _tidying;
    private readonly TimeProvider _clock;
    private readonly Lazy<Task> _opened;
    private SqliteWriter? _writer;

    public SqliteDatabase(StorageOptions options, WriteQueue queue, StorageMetrics metrics, TimeProvider clock, ILogger<SqliteDatabase> logger)
    {
        _file = new SqliteFile(options, clock);
        _readers = new SqliteReaders(_file);
        _queue = queue;
        _metrics = metrics;
        _clock = clock;
        _tidying = new SqliteTidying(_file, queue, clock);
        _opened = new Lazy<Task>(() => Task.Run(() => Open(logger)));
    }

    public Task OpenAsync(CancellationToken cancellationToken) => _opened.Value.WaitAsync(cancellationToken);

    public async Task<T> ReadAsync<T>(Func<DbSession, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        using var reading = _metrics.BeginRead();
        var session = await _readers.RentAsync(cancellationToken);
        var intact = false;
        try
        {
            var result = await read(session, cancellationToken);
            intact = true;
            return result;
        }
        catch (SqliteException away) when (IsAway(away))
        {
            throw new StoreUnavailableException(away);
        }
        finally
        {
            _readers.Return(session, intact);
        }
    }

    public async Task<T> WriteAsync<T>(Func<DbSession, CancellationToken, Task<T>> write, CancellationToken cancellationToken, bool wipes = false)
    {
        await OpenAsync(cancellationToken);
        var queued = new SessionWrite<T>(write, wipes);
        try
        {
            await _queue.EnqueueAsync(queued);
        }
        catch (SqliteException away) when (IsAway(away))
        {
            throw new StoreUnavailableException(away);
        }

        return queued.Result;
    }

    public Task PingAsync(CancellationToken cancellationToken = default) =>
        ReadAsync((session, cancel) => session.NumberAsync("SELECT max(version) FROM schema_versions", cancel), cancellationToken);

    public async Task TidyAsync(bool thoroughly, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        await _tidying.TidyAsync(_writer!.Wipes, _writer.Overwrites, thoroughly);
    }

    /// <summary>Indexes messages, on the writer.</summary>
    public async Task IndexAsync(SqliteIndexWrite write)
    {
        await OpenAsync(CancellationToken.None);
        await _queue.EnqueueAsync(write);
    }

    public async ValueTask CloseAsync()
    {
        // Whoever waited for it may have given up; nothing is closed under the hands of what opens it.
        if (_opened.IsValueCreated)
            await _opened.Value.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_writer is not null)
            await _writer.DisposeAsync();
        _readers.Dispose();
        _file.Dispose();
    }

    /// <summary>The disk is full, fails or is gone, or someone else holds the file; not what SQLite has against a statement.</summary>
    private static bool IsAway(SqliteException failure) => failure.SqliteErrorCode is
        raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN or raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_NOMEM;

    private void Open(ILogger logger)
    {
        _file.Claim();
        var connection = _file.OpenWriter();
        try
        {
            _file.ApplySchema(connection);
            _writer = new SqliteWriter(connection, _queue, _metrics, _clock, logger);
        }
        catch
        {
            connection.Dispose();
            _file.Dispose();
            throw;
        }
    }
}
