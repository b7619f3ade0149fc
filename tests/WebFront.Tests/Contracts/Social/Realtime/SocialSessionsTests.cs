using System.Diagnostics;
using OrleansChat.WebFront.Tests.Realtime.Clients;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social.Realtime;

/// <summary>A session that ends takes its connections with it.</summary>
public abstract class SocialSessionsTests(ChatServer server, RealtimeDriver driver)
{
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Logging_out_closes_that_sessions_connections_and_no_others()
    {
        var here = await server.RegisterAsync();
        var there = await here.SignInAgainAsync();
        var device = await ConnectAsync(here);
        var other = await ConnectAsync(there);

        await AssertClosedByAsync(() => here.PostAsync("auth/logout", new { refreshToken = here.RefreshToken }), device);
        await AssertRefusedAsync(here);

        var friend = await server.RegisterAsync();
        var message = await friend.MessageToAsync(there);
        Assert.Equal(message, (await other.NextAsync("message:received")).GetProperty("id").GetString());
        Assert.Equal(0, device.Client.Count("message:received"));
    }

    [Fact]
    public async Task Logging_out_everywhere_closes_all_connections()
    {
        var here = await server.RegisterAsync();
        var there = await here.SignInAgainAsync();
        SocialDevice[] devices = [await ConnectAsync(here), await ConnectAsync(here), await ConnectAsync(there)];
        await AssertClosedByAsync(() => here.PostAsync("auth/logout-all"), devices);
        await AssertRefusedAsync(here);
        await AssertRefusedAsync(there);
    }

    [Fact]
    public async Task Deleting_an_account_closes_its_connections()
    {
        var user = await server.RegisterAsync();
        var device = await ConnectAsync(user);
        await AssertClosedByAsync(() => user.DeleteAsync($"users/{user.Id}"), device);
        await AssertRefusedAsync(user);
    }

    private static async Task AssertClosedByAsync(Func<Task<Answer>> end, params SocialDevice[] devices)
    {
        var clock = Stopwatch.StartNew();
        (await end()).Ok();
        foreach (var device in devices)
            await device.Client.ClosedAsync();
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, AtMost);
    }

    private async Task AssertRefusedAsync(TestUser user)
    {
        (await user.GetAsync("auth/me")).Refused(401, "UNAUTHORIZED");
        await (await SocialDevice.BeginAsync(driver, server, user.AccessToken)).Client.RefusedAsync();
    }

    private Task<SocialDevice> ConnectAsync(TestUser user) => SocialDevice.ConnectAsync(driver, server, user.AccessToken);
}

/// <summary>With socket.io-client.</summary>
public sealed class SocialSessionsOverSocketIoTests(ChatServerFixture fixture, SocketIoClients clients)
    : SocialSessionsTests(fixture.Server, clients.Driver), IClassFixture<SocketIoClients>;

/// <summary>With @microsoft/signalr.</summary>
public sealed class SocialSessionsOverSignalRTests(ChatServerFixture fixture, SignalRClients clients)
    : SocialSessionsTests(fixture.Server, clients.Driver), IClassFixture<SignalRClients>;
