using Microsoft.Extensions.DependencyInjection;
using Orleans;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Testing;
using OrleansChat.WebFront.Tests.Contracts.Social.Realtime;
using OrleansChat.WebFront.Tests.Realtime.Clients;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Realtime;

public sealed class LapsedSessionsTests(SocketIoClients socketIo, SignalRClients signalR) : IClassFixture<SocketIoClients>, IClassFixture<SignalRClients>
{
    [Fact]
    public async Task A_session_that_nobody_renews_lapses_with_its_connections_and_a_renewed_one_does_not()
    {
        var clock = new ManualTimeProvider();
        await using var server = await ChatServer.StartAsync(new()
        {
            Clock = clock,
            Settings = new Dictionary<string, string> { ["Accounts:RefreshTokenLifetime"] = "01:00:00", ["Realtime:PingInterval"] = "1.00:00:00" },
        });
        var away = await server.RegisterAsync();
        var here = await away.SignInAgainAsync();
        var lapsing = await ConnectAsync(server, away);
        var staying = await ConnectAsync(server, here);

        clock.Advance(TimeSpan.FromMinutes(40));
        (await server.PostAsync("auth/refresh", new { refreshToken = here.RefreshToken })).Ok();
        clock.Advance(TimeSpan.FromMinutes(21));

        var closed = Task.WhenAll(lapsing.Select(device => device.Client.ClosedAsync()));
        await server.RenewUntilAsync(clock, () => Task.FromResult(closed.IsCompleted));
        await closed;

        // The front's lease ran out twice, and presence may have forgotten its users until it hears of them again.
        var presence = server.Services.GetRequiredService<IGrainFactory>().GetGrain<IPresenceGrain>(Guid.Parse(here.Id));
        await server.RenewUntilAsync(clock, async () => (await presence.WatchAsync(Guid.NewGuid(), false)).Fronts.Length == 1);
        var message = await (await server.RegisterAsync()).MessageToAsync(here);
        foreach (var device in staying)
            Assert.Equal(message, (await device.NextAsync("message:received")).GetProperty("id").GetString());
    }

    private Task<SocialDevice[]> ConnectAsync(ChatServer server, TestUser user) => Task.WhenAll(
        SocialDevice.ConnectAsync(socketIo.Driver, server, user.AccessToken), SocialDevice.ConnectAsync(signalR.Driver, server, user.AccessToken));
}
