using Npgsql;
using OrleansChat.Storage;
using OrleansChat.Testing;

namespace OrleansChat.Grains.Tests.Faults;

/// <summary>Three silos on a real PostgreSQL, each with its own connections, while people talk.</summary>
[Collection(FaultCollection.Name)]
public sealed class PostgresFaultTests : IAsyncLifetime
{
    private PostgresServer _server = null!;
    private string _database = "";
    private FaultCluster _cluster = null!;
    private Scene _scene = null!;

    public async ValueTask InitializeAsync()
    {
        var (server, reason) = await PostgresServer.StartAsync();
        if (server is null && string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            Assert.Fail(reason);
        Assert.SkipWhen(server is null, reason);
        _server = server!;
        _database = await _server.CreateDatabaseAsync();
        _cluster = await FaultCluster.StartAsync(new StorageOptions { Provider = StorageProvider.Postgres, ConnectionString = _database });

        // The commits of connections that are cut are not seen here.
        _scene = await Scene.BeginAsync(_cluster, watchCommits: false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_scene is not null)
            await _scene.DisposeAsync();
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        if (_server is { IsPrivate: false })
            await _server.DropDatabaseAsync(_database);
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Fact]
    public async Task Connections_may_be_cut_tables_locked_and_the_server_restarted_under_load()
    {
        _scene.BeginToSend();
        for (var cut = 1; cut <= 3; cut++)
        {
            await _scene.MoreAsync();
            await _server.CutConnectionsAsync(_database);
            await _scene.RecoversAsync($"connections cut, round {cut}");
        }

        await using (await LockMessagesAsync())
            await Eventually.SoAsync(() => _scene.TimedOut >= 10, "callers gave up");
        await _scene.RecoversAsync("messages locked");

        if (_server.IsPrivate)
        {
            var refused = _scene.Refused;
            await _server.StopAsync();
            await Eventually.SoAsync(() => _scene.Refused >= refused + 10, "callers are refused");
            await _server.StartAgainAsync();
            await _scene.RecoversAsync("server restarted");
        }

        await _scene.EndAsync();
    }

    [Fact]
    public async Task Silos_may_be_killed_and_replaced_under_load()
    {
        _scene.BeginToSend();
        for (var round = 1; round <= 2; round++)
        {
            await _scene.MoreAsync();
            await _cluster.KillAsync(_cluster.AnySecondary());
            await _scene.RecoversAsync($"silo killed, round {round}");
            await _scene.EveryoneHearsAsync($"After kill {round}");
            await _cluster.AddSiloAsync();
        }

        await _scene.EndAsync();
    }

    /// <summary>Nobody can read or write messages until the result is disposed.</summary>
    private async Task<NpgsqlConnection> LockMessagesAsync()
    {
        var connection = new NpgsqlConnection($"{_database};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("BEGIN; LOCK TABLE messages IN ACCESS EXCLUSIVE MODE", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }
}
