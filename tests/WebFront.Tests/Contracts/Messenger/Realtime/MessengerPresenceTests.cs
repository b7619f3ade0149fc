using System.Text.Json;
using OrleansChat.WebFront.Contracts.Messenger;
using OrleansChat.WebFront.Tests.Realtime.Clients;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger.Realtime;

/// <summary>Who is told of whose presence: those who subscribed and may see it.</summary>
public abstract class MessengerPresenceTests(ChatServer server, RealtimeDriver driver) : IAsyncLifetime
{
    private TestUser _ann = null!;
    private TestUser _bob = null!;
    private MessengerDevice _annPhone = null!;
    private MessengerDevice _annLaptop = null!;
    private MessengerDevice _bobPhone = null!;

    public async ValueTask InitializeAsync()
    {
        (_ann, _bob) = await server.RegisterTwoAsync();
        await _ann.MessageToAsync(_bob);
        _annPhone = await MessengerDevice.ConnectAsync(driver, server, _ann.AccessToken);
        _annLaptop = await MessengerDevice.ConnectAsync(driver, server, _ann.AccessToken);
        _bobPhone = await MessengerDevice.ConnectAsync(driver, server, _bob.AccessToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var device in new[] { _annPhone, _annLaptop, _bobPhone })
            await device.LeaveAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Who_subscribed_is_told_how_it_is_and_whenever_it_changes()
    {
        await _annPhone.TellAsync("subscribe_presence", new { user_ids = new[] { User(_bob) } });
        var now = await _annPhone.NextAsync("presence_changed");
        now.Matches("frame-presence-changed", "status_message");
        Assert.Equal((User(_bob), "online"), (Text(now, "user_id"), Text(now, "status")));

        await _bobPhone.TellAsync("presence_update", new { status = "busy", status_message = "In a meeting" });
        var busy = (await UntilAsync(_bob, "busy"))[^1];
        Assert.Equal("In a meeting", Text(busy, "status_message"));

        await _bobPhone.TellAsync("presence_update", new { status = "offline" });
        await UntilAsync(_bob, "offline");
        await _bobPhone.TellAsync("presence_update", new { status = "online" });
        await UntilAsync(_bob, "online");
        Assert.Equal(0, _annLaptop.Client.Count("presence_changed"));
    }

    [Fact]
    public async Task Who_unsubscribed_is_told_no_more()
    {
        var carol = await server.RegisterAsync();
        await _ann.MessageToAsync(carol);
        await _annPhone.TellAsync("subscribe_presence", new { user_ids = new[] { User(_bob), User(carol) } });
        await _annPhone.NextAsync("presence_changed");
        await _annPhone.NextAsync("presence_changed");
        await _annPhone.TellAsync("unsubscribe_presence", new { user_ids = new[] { User(_bob), User(_ann) } });
        await _annPhone.AskAsync("auth", new { token = _ann.AccessToken }, "auth_success"); // It was read, and so was what came before it.

        await _bobPhone.TellAsync("presence_update", new { status = "busy" });
        await _bobPhone.AskAsync("auth", new { token = _bob.AccessToken }, "auth_success");
        var carolPhone = await MessengerDevice.ConnectAsync(driver, server, carol.AccessToken);

        Assert.DoesNotContain("busy", (await UntilAsync(carol, "online")).Select(presence => Text(presence, "status")));
        await carolPhone.LeaveAsync();
    }

    [Fact]
    public async Task Strangers_are_passed_over_in_silence()
    {
        var stranger = await server.RegisterAsync();

        await _annPhone.TellAsync("subscribe_presence", new { user_ids = new[] { User(stranger), "usr_1", "nonsense", User(_bob) } });

        Assert.Equal(User(_bob), Text(await _annPhone.NextAsync("presence_changed"), "user_id"));
        Assert.Equal(0, _annPhone.Client.Count("error"));
    }

    [Fact]
    public async Task What_is_out_of_bounds_is_refused()
    {
        const string Invalid = "VALIDATION_ERROR";
        Assert.Equal(Invalid, (await _annPhone.RefusedAsync("presence_update", new { status = "asleep" })).Code);
        Assert.Equal(Invalid, (await _annPhone.RefusedAsync("presence_update", new { status_message = "x" })).Code);
        Assert.Equal(Invalid, (await _annPhone.RefusedAsync("presence_update", new { status = "busy", status_message = new string('x', 201) })).Code);
        Assert.Equal(Invalid, (await _annPhone.RefusedAsync("subscribe_presence", new { user_ids = Array.Empty<string>() })).Code);
        Assert.Equal(Invalid, (await _annPhone.RefusedAsync("subscribe_presence", new { user_ids = Users(201) })).Code);
        Assert.Equal(Invalid, (await _annPhone.RefusedAsync("unsubscribe_presence", new { })).Code);
    }

    /// <summary>What Ann is told until it is this. That somebody came may be told late, and again.</summary>
    private async Task<List<JsonElement>> UntilAsync(TestUser user, string status)
    {
        List<JsonElement> told = [];
        do
            told.Add(await _annPhone.NextAsync("presence_changed"));
        while (Text(told[^1], "user_id") != User(user) || Text(told[^1], "status") != status);
        return told;
    }

    private static string[] Users(int count) => [.. Enumerable.Range(0, count).Select(_ => MessengerId.OfUser(Guid.NewGuid()))];

    private static string User(TestUser user) => MessengerId.OfUser(Guid.Parse(user.Id));

    private static string Text(JsonElement element, string property) => element.GetProperty(property).GetString()!;
}

/// <summary>The same over a WebSocket.</summary>
public sealed class MessengerPresenceOverWebSocketTests(ChatServerFixture fixture, WebSocketClients clients)
    : MessengerPresenceTests(fixture.Server, clients.Driver), IClassFixture<WebSocketClients>;

/// <summary>The same over SignalR.</summary>
public sealed class MessengerPresenceOverSignalRTests(ChatServerFixture fixture, SignalRClients clients)
    : MessengerPresenceTests(fixture.Server, clients.Driver), IClassFixture<SignalRClients>;
