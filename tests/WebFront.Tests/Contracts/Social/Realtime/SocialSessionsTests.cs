using OrleansChat.Testing;
using OrleansChat.WebFront.Tests.Realtime.Clients;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social.Realtime;

/// <summary>A session that ends takes its connections with it: at once, for on this server no time passes after which anything could be asked again.</summary>
public abstract class SocialSessionsTests(RealtimeDriver driver) : IAsyncLifetime
{
    private ChatServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ChatServer.StartAsync(new ChatServerOptions { Clock = new ManualTimeProvider() });

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Logging_out_closes_that_sessions_connections_and_no_others()
    {
        var here = await _server.RegisterAsync();
        var there = await here.SignInAgainAsync();
        var device = await ConnectAsync(here);
        var other = await ConnectAsync(there);

        await AssertClosedByAsync(() => here.PostAsync("auth/logout", new { refreshToken = here.RefreshToken }), device);
        await AssertRefusedAsync(here);

        var friend = await _server.RegisterAsync();
        var message = await friend.MessageToAsync(there);
        Assert.Equal(message, (await other.NextAsync("message:received")).GetProperty("id").GetString());
        Assert.Equal(0, device.Client.Count("message:received"));
    }

    [Fact]
    public async Task Logging_out_everywhere_closes_all_connections()
    {
        var here = await _server.RegisterAsync();
        var there = await here.SignInAgainAsync();
        SocialDevice[] devices = [await ConnectAsync(here), await ConnectAsync(here), await ConnectAsync(there)];
        await AssertClosedByAsync(() => here.PostAsync("auth/logout-all"), devices);
        await AssertRefusedAsync(here);
        await AssertRefusedAsync(there);
    }

    [Fact]
    public async Task Deleting_an_account_closes_its_connections()
    {
        var user = await _server.RegisterAsync();
        var device = await ConnectAsync(user);
        await AssertClosedByAsync(() => user.DeleteAsync($"users/{user.Id}"), device);
        await AssertRefusedAsync(user);
    }

    private static async Task AssertClosedByAsync(Func<Task<Answer>> end, params SocialDevice[] devices)
    {
        (await end()).Ok();
        foreach (var device in devices)
            await device.Client.ClosedAsync();
    }

    private async Task AssertRefusedAsync(TestUser user)
    {
        (await user.GetAsync("auth/me")).Refused(401, "UNAUTHORIZED");
        await (await SocialDevice.BeginAsync(driver, _server, user.AccessToken)).Client.RefusedAsync();
    }

    private Task<SocialDevice> ConnectAsync(TestUser user) => SocialDevice.ConnectAsync(driver, _server, user.AccessToken);
}

/// <summary>With socket.io-client.</summary>
public sealed class SocialSessionsOverSocketIoTests(SocketIoClients clients)
    : SocialSessionsTests(clients.Driver), IClassFixture<SocketIoClients>;

/// <summary>With @microsoft/signalr.</summary>
public sealed class SocialSessionsOverSignalRTests(SignalRClients clients)
    : SocialSessionsTests(clients.Driver), IClassFixture<SignalRClients>;
