using Microsoft.Extensions.Logging;
using Npgsql;
using OrleansChat.Storage.Data;
using OrleansChat.Storage.Writing;

namespace OrleansChat.Storage.Postgres;

/// <summary>The shared database: a pool for reads and small transactions, and the writer's own connection.</summary>
#pragma warning disable CA1001 // Its owner closes it: the container would dispose it by each of its names.
internal sealed class PostgresDatabase : IDatabase, IDatabaseLifetime, IStorageHealth
#pragma warning restore CA1001
{
    private const int WriteAttempts = 3;

    private readonly NpgsqlDataSource _pool;
    private readonly StorageMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly PostgresWriter _writer;
    private readonly Lazy<Task> _opened;

    public PostgresDatabase(StorageOptions options, WriteQueue queue, StorageMetrics metrics, TimeProvider clock, ILogger<PostgresDatabase> logger)
    {
        _pool = NpgsqlDataSource.Create(PostgresConnectionStrings.ForPool(options.ConnectionString!));
        _metrics = metrics;
        _clock = clock;
        _writer = new PostgresWriter(PostgresConnectionStrings.ForWriter(options.ConnectionString!), queue, metrics, clock, logger);
        _opened = new Lazy<Task>(() => Task.Run(OpenAsync));
    }

    public Task OpenAsync(CancellationToken cancellationToken) =>
        _opened.Value.IsCompletedSuccessfully ? Task.CompletedTask : _opened.Value.WaitAsync(cancellationToken);

    public async Task<T> ReadAsync<T>(Func<DbSession, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        using var reading = _metrics.BeginRead();
        for (var attempt = 1; ; attempt++)
        {
            var isConnected = false;
            try
            {
                await using var connection = await _pool.OpenConnectionAsync(cancellationToken);
                isConnected = true;
                return await read(new PostgresSession(connection), cancellationToken);
            }
            catch (NpgsqlException lost) when (isConnected && attempt == 1 && PostgresFailures.IsLost(lost))
            {
                _pool.Clear();
            }
            catch (Exception away) when (PostgresFailures.IsAway(away, isConnected))
            {
                throw new StoreUnavailableException(away);
            }
        }
    }

    public async Task<T> WriteAsync<T>(Func<DbSession, CancellationToken, Task<T>> write, CancellationToken cancellationToken, bool wipes = false)
    {
        await OpenAsync(cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var (isConnected, isCommitting) = (false, false);
            try
            {
                await using var connection = await _pool.OpenConnectionAsync(cancellationToken);
                isConnected = true;
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                var result = await write(new PostgresSession(connection), cancellationToken);
                isCommitting = true;
                await transaction.CommitAsync(cancellationToken);
                return result;
            }
            catch (PostgresException deadlock) when (deadlock.SqlState == PostgresErrorCodes.DeadlockDetected && attempt < WriteAttempts)
            {
                // Nothing of it was kept, and the other transaction is through.
            }
            catch (NpgsqlException lost) when (isConnected && !isCommitting && attempt == 1 && PostgresFailures.IsLost(lost))
            {
                _pool.Clear(); // Nothing of it was kept.
            }
            catch (Exception away) when (PostgresFailures.IsAway(away, isConnected))
            {
                throw new StoreUnavailableException(away);
            }
        }
    }

    public Task PingAsync(CancellationToken cancellationToken = default) =>
        ReadAsync((session, cancel) => session.NumberAsync("SELECT max(version) FROM schema_versions", cancel), cancellationToken);

    /// <summary>Nothing to do: autovacuum does it.</summary>
    public Task TidyAsync(bool thoroughly, CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask CloseAsync()
    {
        await _writer.DisposeAsync();
        await _pool.DisposeAsync();
    }

    private Task OpenAsync() => PostgresStart.RetryAsync(
        async cancellationToken =>
        {
            await using var connection = await _pool.OpenConnectionAsync(cancellationToken);
            await PostgresSchema.ApplyAsync(connection, _clock, cancellationToken);
            await _writer.StartAsync();
        },
        _clock,
        CancellationToken.None);
}
