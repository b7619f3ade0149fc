using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Storage.Accounts;
using OrleansChat.WebFront.Realtime;
using OrleansChat.WebFront.Tests.Contracts.Social.Realtime;
using OrleansChat.WebFront.Tests.Realtime.Clients;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Realtime;

[Collection(Alone.Name)]
public sealed class FrontPresenceTests(SocketIoClients socketIo, SignalRClients signalR) : IClassFixture<SocketIoClients>, IClassFixture<SignalRClients>
{
    [Fact]
    public async Task A_front_is_in_the_directory_with_several_ears()
    {
        await using var server = await ChatServer.StartAsync();
        var front = Assert.Single(await server.Services.GetRequiredService<IGrainFactory>().GetGrain<IFrontDirectoryGrain>(0).ListAsync());
        Assert.Equal(4, front.Ears.Length);
    }

    [Fact]
    public async Task A_front_that_the_cluster_forgot_says_again_who_is_there_and_reads_which_sessions_ended()
    {
        await using var server = await ChatServer.StartAsync();
        var grains = server.Services.GetRequiredService<IGrainFactory>();
        var contract = new CountingContract("test");
        var (staying, ended) = (new RecordingConnection(contract.Contract), new RecordingConnection(contract.Contract));
        var registry = server.Services.GetRequiredService<ConnectionRegistry>();
        Assert.True(await registry.AddAsync(staying, default));
        Assert.True(await registry.AddAsync(ended, default));

        // What a lost directory and lost presence leave behind, and a session that ended while nobody knew of this front.
        var directory = grains.GetGrain<IFrontDirectoryGrain>(0);
        var here = Assert.Single(await directory.ListAsync());
        await grains.GetGrain<IPresenceGrain>(staying.User.UserId).LeftAsync(here.Id);
        var now = TimeProvider.System.GetUtcNow();
        await server.Services.GetRequiredService<IRevocationStore>().AddAsync([ended.User.SessionId], now + TimeSpan.FromMinutes(10), now);
        await directory.LeaveAsync(here.Id);
        await Eventually.HoldsAsync(() => Task.FromResult(ended.IsClosed));
        Assert.Equal(CloseReason.SessionEnded, await ended.Closed);
        await Eventually.HoldsAsync(async () => (await grains.GetGrain<IPresenceGrain>(staying.User.UserId).WatchAsync(Guid.NewGuid(), false)).Fronts.Length == 1);
        Assert.False(staying.IsClosed);
        Assert.Contains(here, await directory.ListAsync());
    }

    [Fact]
    public async Task A_server_that_stops_tells_its_clients_and_ends_within_ten_seconds()
    {
        var server = await ChatServer.StartAsync();
        var user = await server.RegisterAsync();
        SocialDevice[] devices =
        [
            await SocialDevice.ConnectAsync(socketIo.Driver, server, user.AccessToken),
            await SocialDevice.ConnectAsync(signalR.Driver, server, user.AccessToken),
        ];
        var clock = Stopwatch.StartNew();
        var stopping = Task.Run(server.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication);
        Assert.Equal("transport close", await devices[0].Client.ClosedAsync());
        Assert.Contains("The server is going away.", await devices[1].Client.ClosedAsync(), StringComparison.Ordinal);
        await stopping;
        await server.DisposeAsync();
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Empty(server.Logs.Errors);
    }
}
