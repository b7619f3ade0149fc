using System.Net;
using System.Net.WebSockets;
using OrleansChat.WebFront.Contracts.Messenger;
using OrleansChat.WebFront.Tests.Realtime.Clients;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger.Realtime;

/// <summary>Messenger's WebSocket, as the document shows it and as it is not.</summary>
public sealed class MessengerSocketTests(ChatServerFixture fixture, WebSocketClients clients) : IClassFixture<WebSocketClients>
{
    private readonly ChatServer _server = fixture.Server;

    [Theory]
    [InlineData("messenger", "")]
    [InlineData("messenger", "/")]
    [InlineData("messenger", "/ws")]
    [InlineData("messenger", "/messenger/ws")]
    [InlineData("social", "/messenger")]
    [InlineData("social", "/messenger/ws")]
    public async Task It_is_at_the_root_of_its_port_and_under_its_name_on_every_other(string port, string path)
    {
        var user = await _server.RegisterAsync();
        var client = await BeginAsync(new Uri(_server.Urls[port], path), user.AccessToken);

        await client.ConnectedAsync();

        (await client.NextAsync("auth_success")).Matches("frame-auth-success");
        await client.LeaveAsync();
        Assert.Equal("1000 ", await client.ClosedAsync());
    }

    [Fact]
    public async Task A_token_in_the_query_is_greeted_at_once_and_may_be_sent_again()
    {
        var user = await _server.RegisterAsync();
        var other = await _server.RegisterAsync();
        var client = await BeginAsync(new Uri(Port, $"?token={user.AccessToken}"), token: null);
        var greeting = await client.NextAsync("auth_success");

        await client.TellAsync("auth", new { token = (await user.SignInAgainAsync()).AccessToken });
        Assert.Equal(greeting.GetRawText(), (await client.NextAsync("auth_success")).GetRawText());
        await client.TellAsync("auth", new { token = other.AccessToken });

        Assert.Equal("AUTHENTICATION_FAILED", (await client.NextAsync("error")).GetProperty("code").GetString());
        Assert.Equal("1008 authentication failed", await client.ClosedAsync());
    }

    [Fact]
    public async Task A_bad_token_is_refused_by_the_handshake_in_the_contracts_words()
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(
            () => socket.ConnectAsync(new UriBuilder(Port) { Scheme = "ws", Path = "ws", Query = "token=wrong" }.Uri, CancellationToken.None));
        Assert.Equal(HttpStatusCode.Unauthorized, socket.HttpStatusCode);

        var late = await BeginAsync(Port, "wrong");
        var error = await late.NextAsync("error");
        Assert.Equal("""{"type":"error","code":"AUTHENTICATION_FAILED","message":"Authentication required"}""", error.GetRawText());
        Assert.Equal("1008 authentication failed", await late.ClosedAsync());
    }

    [Fact]
    public async Task What_asks_for_no_WebSocket_finds_nothing_there()
    {
        foreach (var path in new[] { "/", "/ws" })
            (await _server.AskMessengerAsync(HttpMethod.Get, path)).Fails(404, "NOT_FOUND");
    }

    [Fact]
    public async Task What_is_no_frame_is_refused_and_the_connection_goes_on()
    {
        var user = await _server.RegisterAsync();
        var client = await (await BeginAsync(Port, user.AccessToken)).ConnectedAsync();
        await client.NextAsync("auth_success");

        foreach (var text in new[] { "", "hello", "[]", "{}", """{"type":7}""", """{"type":"typing"}{}""", """{"type":"nonsense"}""" })
        {
            await client.SayAsync(text);
            var error = await client.NextAsync("error");
            Assert.Equal(["type", "code", "message", "details"], error.EnumerateObject().Select(property => property.Name));
            Assert.Equal("""{"type":"is unknown."}""", error.GetProperty("details").GetRawText());
        }

        await client.TellAsync("auth", new { token = user.AccessToken });
        await client.NextAsync("auth_success");
    }

    [Fact]
    public async Task The_end_of_a_session_ends_its_connections()
    {
        var user = await MessengerUser.RegisterAsync(_server);
        var client = await (await BeginAsync(Port, user.AccessToken)).ConnectedAsync();

        (await user.PostAsync("auth/logout")).Ok();

        Assert.Equal("1008 session ended", await client.ClosedAsync());
    }

    [Fact]
    public async Task Over_the_limit_nothing_is_carried_out_and_the_client_is_told()
    {
        await using var limited = await ChatServer.StartAsync(new ChatServerOptions { RateLimits = true });
        var user = await limited.RegisterAsync();
        var client = await (await BeginAsync(limited.Urls[MessengerContract.Slug], user.AccessToken)).ConnectedAsync();
        await client.NextAsync("auth_success");

        for (var i = 0; i < 100; i++)
        {
            await client.SayAsync("nonsense");
            Assert.Equal("VALIDATION_ERROR", (await client.NextAsync("error")).GetProperty("code").GetString());
        }

        await client.TellAsync("auth", new { token = user.AccessToken });

        var error = await client.NextAsync("error");
        Assert.Equal("RATE_LIMIT_EXCEEDED", error.GetProperty("code").GetString());
        Assert.Equal(0, client.Count("auth_success"));
    }

    private Uri Port => _server.Urls[MessengerContract.Slug];

    private Task<RealtimeClient> BeginAsync(Uri url, string? token) => clients.Driver.BeginAsync(new Dictionary<string, object?>
    {
        ["url"] = new UriBuilder(url) { Scheme = "ws" }.Uri.ToString(),
        ["token"] = token,
        ["greeting"] = "auth_success",
    });
}
