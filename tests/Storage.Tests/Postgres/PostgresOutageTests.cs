using System.Diagnostics.Metrics;
using OrleansChat.Storage.Messages;
using OrleansChat.Testing;

namespace OrleansChat.Storage.Tests.Postgres;

/// <summary>What happens while PostgreSQL is away, on a server of its own.</summary>
public sealed class PostgresOutageTests : IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _acknowledgements = new(0);
    private PostgresServer _server = null!;
    private string _database = string.Empty;
    private StoreUnderTest _store = null!;

    public async ValueTask InitializeAsync()
    {
        var (server, reason) = await PostgresServer.StartAsync();
        if (server is null && string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            Assert.Fail(reason);
        Assert.SkipWhen(server is null, reason);
        _server = server!;
        _database = await _server.CreateDatabaseAsync();
        _store = await StoreUnderTest.OpenAsync(new StorageOptions { Provider = StorageProvider.Postgres, ConnectionString = _database });
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        if (_server is { IsPrivate: false })
            await _server.DropDatabaseAsync(_database);
        if (_server is not null)
            await _server.DisposeAsync();
        _acknowledgements.Dispose();
    }

    [Fact]
    public async Task When_connections_are_cut_every_acknowledged_message_is_stored_once_and_writing_goes_on()
    {
        using var sums = new MeterSums(_store.Get<IMeterFactory>());
        using var enough = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 8).Select(_ => WriteAsync(enough.Token)).ToList();
        for (var cut = 0; cut < 5; cut++)
        {
            await MoreAcknowledgementsAsync();
            await _server.CutConnectionsAsync(_database);
        }

        await MoreAcknowledgementsAsync();
        Assert.InRange(sums.Of("orleanschat.storage.reconnects"), 1, 5);
        await enough.CancelAsync();
        foreach (var (id, acknowledged) in await Task.WhenAll(writers))
        {
            var stored = await _store.Reader.RangeAsync(id, 1, long.MaxValue);
            Assert.Equal(Enumerable.Range(1, stored.Count).Select(number => (long)number), stored.Select(message => message.Sequence));
            Assert.Empty(acknowledged.Except(stored.Select(message => message.Id)));
            Assert.Equal(stored.Count, stored.Select(message => message.OperationId).Distinct().Count());
        }
    }

    [Fact]
    public async Task While_the_server_is_down_writes_fail_in_time_and_after_it_is_back_they_succeed()
    {
        if (!_server.IsPrivate)
            Assert.Skip("The server that TEST_POSTGRES names is not ours to stop.");
        var id = Guid.CreateVersion7();
        var log = await _store.Log.OpenAsync(id);
        await log.AppendAsync(Make.Message(log, id));
        await _server.StopAsync();

        var writes = Enumerable.Range(0, 100).Select(_ => log.AppendAsync(Make.Message(log, id))).ToList();
        foreach (var write in writes)
        {
            await Assert.ThrowsAsync<LogFailedException>(() => write.WaitAsync(Bound));
        }

        await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.Health.PingAsync().WaitAsync(Bound));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.Users.ForgetAsync(id).WaitAsync(Bound));
        await _server.StartAgainAsync();
        await _store.Health.PingAsync().WaitAsync(Bound);
        var anew = await _store.Log.OpenAsync(id);
        Assert.Equal(1, anew.Head);
        await anew.AppendAsync(Make.Message(anew, id)).WaitAsync(Bound);
        Assert.Equal(2, (await _store.Reader.RangeAsync(id, 1, 10)).Count);
    }

    [Fact]
    public async Task Connections_that_were_cut_while_nobody_used_them_are_noticed_by_nobody()
    {
        for (var cut = 0; cut < 3; cut++)
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _store.Health.PingAsync())).WaitAsync(Bound);
            await _server.CutConnectionsAsync(_database);
            await _store.Users.ForgetAsync(Guid.NewGuid()).WaitAsync(Bound);
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _store.Health.PingAsync())).WaitAsync(Bound);
        }
    }

    /// <summary>As a grain does: after a failure opens anew, and sends again what was not acknowledged, under the same operation id.</summary>
    private async Task<(Guid Id, List<Guid> Acknowledged)> WriteAsync(CancellationToken enough)
    {
        var (id, sender, acknowledged) = (Guid.CreateVersion7(), Guid.NewGuid(), new List<Guid>());
        var log = await _store.Log.OpenAsync(id, CancellationToken.None);
        var operation = 0;
        while (!enough.IsCancellationRequested)
        {
            var message = Make.Message(log, id, sender: sender, operationId: $"{operation}");
            try
            {
                await log.AppendAsync(message).WaitAsync(Bound, CancellationToken.None);
                acknowledged.Add(message.Id);
                operation++;
                _acknowledgements.Release();
            }
            catch (LogFailedException)
            {
                log = await OpenAgainAsync(id);
                if (log.RecentOperations.Any(stored => stored.OperationId == $"{operation}"))
                    operation++;
            }
        }

        return (id, acknowledged);
    }

    private async Task<IConversationLog> OpenAgainAsync(Guid id)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await _store.Log.OpenAsync(id);
            }
            catch (StoreUnavailableException) when (attempt < 50)
            {
                await Task.Yield();
            }
        }
    }

    private async Task MoreAcknowledgementsAsync()
    {
        while (await _acknowledgements.WaitAsync(TimeSpan.Zero))
        {
            // Those from before do not count.
        }

        for (var number = 0; number < 200; number++)
        {
            Assert.True(await _acknowledgements.WaitAsync(Bound));
        }
    }
}
