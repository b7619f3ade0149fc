using Microsoft.Extensions.Logging;
using Npgsql;
using OrleansChat.Storage.Messages;
using OrleansChat.Storage.Writing;

namespace OrleansChat.Storage.Postgres;

/// <summary>
/// The one loop that writes logs. It takes what is queued, sends it as one pipelined transaction, and tells the callers after the commit, in
/// order. While it waits for the commit the next group gathers. When the connection is lost, whether the group was stored is unknown, so its
/// logs fail; while the database is away, writes fail after a bounded time.
/// </summary>
internal sealed partial class PostgresWriter(string connectionString, WriteQueue queue, StorageMetrics metrics, TimeProvider clock, ILogger logger)
    : IAsyncDisposable
{
    // All statements find their rows by a key. They are planned once, and whatever the tables hold then: a plan that scans a table which is
    // small now would cost more with each message, until the server learns of the growth.
    private const string Settings = """
        SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off
        """;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly List<QueuedWrite> _group = [];
    private readonly List<LogWrite> _toWrite = [];
    private PostgresGroup _statements = new();
    private NpgsqlConnection? _connection;
    private Task? _running;
    private bool _away;
    private bool _hadConnection;

    /// <summary>Connects at once: a busy pool must not take the last place at the server.</summary>
    public async Task StartAsync()
    {
        await ConnectAsync();
        _running = Task.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        queue.Close();
        if (_running is not null)
            await _running;
        await DropConnectionAsync();
    }

    private async Task RunAsync()
    {
        var pause = FirstPause;
        while (await queue.WaitAsync())
        {
            if (await ConnectAsync() is not { } connection)
            {
                await Task.Delay(pause, clock);
                pause = pause * 2 > LongestPause ? LongestPause : pause * 2;
                continue;
            }

            pause = FirstPause;
            queue.Take(_group);
            await WriteAsync(connection);
            queue.Finish(_group);
        }
    }

    private async Task<NpgsqlConnection?> ConnectAsync()
    {
        if (_connection is not null)
            return _connection;
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            await connection.OpenAsync();
            await using (var settings = new NpgsqlCommand(Settings, connection))
                await settings.ExecuteNonQueryAsync();
            if (_hadConnection)
                metrics.Reconnected();
            (_away, _hadConnection) = (false, true);

            // Its statements are prepared on one connection.
            _statements = new PostgresGroup();
            return _connection = connection;
        }
        catch (Exception away)
        {
            if (!_away)
                LogAway(logger, away);
            _away = true;
            await connection.DisposeAsync();
            queue.RefuseOlderThan(LongestWait, away);
            return null;
        }
    }

    private async Task WriteAsync(NpgsqlConnection connection)
    {
        using var commit = metrics.BeginCommit(_group);
        RefuseThoseOfFailedLogs();
        try
        {
            if (_toWrite.Count > 0 && !await _statements.TryWriteTogetherAsync(connection, _toWrite))
                await _statements.WriteOneByOneAsync(connection, _toWrite);
        }
        catch (Exception lost)
        {
            LogGroupLost(logger, _group.Count, lost);
            _toWrite.ForEach(write => write.Refuse(lost));
            await DropConnectionAsync();
        }
    }

    /// <summary>The writes of a log that has failed must not reach the database.</summary>
    private void RefuseThoseOfFailedLogs()
    {
        _toWrite.Clear();
        foreach (var write in _group.OfType<LogWrite>())
        {
            if (write.Log.Failure is { } failure)
                write.Refuse(failure);
            else
                _toWrite.Add(write);
        }
    }

    private async Task DropConnectionAsync()
    {
        if (_connection is not { } connection)
            return;
        _connection = null;
        await connection.DisposeAsync();
    }

    [LoggerMessage(1, LogLevel.Warning, "The database cannot be reached; it is tried again until it can.")]
    private static partial void LogAway(ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "Whether a group of {Count} writes was stored is unknown; its conversations are opened anew.")]
    private static partial void LogGroupLost(ILogger logger, int count, Exception exception);
}
