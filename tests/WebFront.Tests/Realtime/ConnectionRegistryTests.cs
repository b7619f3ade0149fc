using Microsoft.Extensions.DependencyInjection;
using Orleans;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Realtime;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Realtime;

public sealed class ConnectionRegistryTests(ChatServerFixture fixture)
{
    private readonly CountingContract _contract = new("test");
    private readonly ConnectionRegistry _registry = fixture.Server.Services.GetRequiredService<ConnectionRegistry>();
    private readonly IGrainFactory _grains = fixture.Server.Services.GetRequiredService<IGrainFactory>();

    [Fact]
    public async Task Whoever_was_added_is_known_to_the_cluster()
    {
        var connection = new RecordingConnection(_contract.Contract);
        Assert.True(await _registry.AddAsync(connection, default));
        Assert.Same(connection, Assert.Single(_registry.Of(connection.User.UserId).ToArray()));
        Assert.Single(await WhereAsync(connection.User.UserId));
        _registry.Remove(connection);
        _registry.Remove(connection);
        Assert.True(_registry.Of(connection.User.UserId).IsEmpty);
        await Eventually.HoldsAsync(async () => await WhereAsync(connection.User.UserId) is []);
    }

    [Fact]
    public async Task The_user_is_here_until_the_last_connection_goes()
    {
        var user = Guid.NewGuid();
        RecordingConnection[] connections = [new(_contract.Contract, user), new(_contract.Contract, user)];
        foreach (var connection in connections)
            Assert.True(await _registry.AddAsync(connection, default));
        _registry.Remove(connections[0]);
        Assert.Single(await WhereAsync(user));
        Assert.Same(connections[1], Assert.Single(_registry.Of(user).ToArray()));
        _registry.Remove(connections[1]);
        await Eventually.HoldsAsync(async () => await WhereAsync(user) is []);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task However_a_user_comes_and_goes_the_cluster_ends_up_with_the_truth(bool staysInTheEnd)
    {
        var user = Guid.NewGuid();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var round = 0; round < 25; round++)
            {
                var connection = new RecordingConnection(_contract.Contract, user);
                var adding = _registry.AddAsync(connection, default).AsTask();
                if (round % 2 == 0)
                    Assert.True(await adding);
                _registry.Remove(connection);
                await adding;
            }
        })));
        Assert.True(_registry.Of(user).IsEmpty);
        if (staysInTheEnd)
            Assert.True(await _registry.AddAsync(new RecordingConnection(_contract.Contract, user), default));
        await Eventually.HoldsAsync(async () => (await WhereAsync(user)).Length == (staysInTheEnd ? 1 : 0));
    }

    [Fact]
    public async Task A_session_that_ended_gets_no_connection_and_loses_those_it_has()
    {
        var (user, session) = (Guid.NewGuid(), Guid.NewGuid());
        var ended = new RecordingConnection(_contract.Contract, user, session);
        var other = new RecordingConnection(_contract.Contract, user);
        Assert.True(await _registry.AddAsync(ended, default));
        Assert.True(await _registry.AddAsync(other, default));

        fixture.Server.Services.GetRequiredService<IRevokedSessions>().Add(session);
        _registry.CloseSessions(user, [session]);
        Assert.Equal(CloseReason.SessionEnded, await ended.Closed);
        Assert.False(other.IsClosed);
        Assert.False(await _registry.AddAsync(new RecordingConnection(_contract.Contract, user, session), default));
    }

    [Fact]
    public async Task Connections_are_bounded_per_user_and_per_front()
    {
        await using var server = await ChatServer.StartAsync(new ChatServerOptions
        {
            Settings = new Dictionary<string, string> { ["Realtime:MaxConnections"] = "3", ["Realtime:MaxConnectionsPerUser"] = "2" },
        });
        var registry = server.Services.GetRequiredService<ConnectionRegistry>();
        var user = Guid.NewGuid();
        RecordingConnection[] connections = [.. Enumerable.Range(0, 3).Select(_ => new RecordingConnection(_contract.Contract, user))];
        Assert.True(await registry.AddAsync(connections[0], default));
        Assert.True(await registry.AddAsync(connections[1], default));
        Assert.False(await registry.AddAsync(connections[2], default));

        Assert.True(await registry.AddAsync(new RecordingConnection(_contract.Contract), default));
        Assert.False(await registry.AddAsync(new RecordingConnection(_contract.Contract), default));
        registry.Remove(connections[0]);
        Assert.True(await registry.AddAsync(new RecordingConnection(_contract.Contract), default));
        Assert.Equal(3, registry.Count);
    }

    [Fact]
    public async Task A_front_that_drains_sends_everyone_away_and_takes_nobody()
    {
        await using var server = await ChatServer.StartAsync();
        var registry = server.Services.GetRequiredService<ConnectionRegistry>();
        var connection = new RecordingConnection(_contract.Contract);
        Assert.True(await registry.AddAsync(connection, default));
        var drained = registry.DrainAsync();
        Assert.Equal(CloseReason.GoingAway, await connection.Closed);
        Assert.False(await registry.AddAsync(new RecordingConnection(_contract.Contract), default));
        Assert.False(drained.IsCompleted);
        registry.Remove(connection);
        await drained.WaitAsync(TimeSpan.FromMinutes(1));
    }

    private async Task<FrontAddress[]> WhereAsync(Guid user) => [.. (await _grains.GetGrain<IPresenceGrain>(user).WatchAsync(Guid.NewGuid(), false)).Fronts];
}
