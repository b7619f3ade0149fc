using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using OrleansChat.Testing;

namespace OrleansChat.WebFront.Tests.Realtime.WebSockets;

/// <summary>How a client on a WebSocket becomes a user.</summary>
public sealed class WebSocketHandshakeTests : IAsyncLifetime
{
    private const string Refusal = """{"type":"error","message":"Authentication required"}""";
    private const string Auth = $$"""{"type":"auth","token":"{{TransportTestServer.Token}}"}""";

    private readonly ManualTimeProvider _time = new();
    private TransportTestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TransportTestServer.StartAsync(_time);

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("?token=let-me-in", null)]
    [InlineData("?access_token=let-me-in", null)]
    [InlineData("?token=Bearer%20let-me-in", null)]
    [InlineData("", "Bearer let-me-in")]
    [InlineData("?token=wrong", "bearer let-me-in")]
    [InlineData("?token=let-me-in", "Basic dXNlcjpwYXNz")]
    public async Task A_token_in_the_handshake_is_enough(string query, string? header)
    {
        using var client = await WebSocketTestClient.OpenPathAsync(_server.Url, TransportTestServer.Inline + query, Header(header));

        var connection = await _server.ArrivalAsync();

        Assert.Equal($$"""{"type":"hello","id":"{{connection.Id:N}}"}""", await client.ReceiveAsync());
        Assert.Equal("websocket", connection.Transport);
    }

    [Theory]
    [InlineData("?token=wrong", null)]
    [InlineData("?access_token=wrong&token=let-me-in", null)]
    [InlineData("?token=let-me-in", "Bearer wrong")]
    public async Task A_bad_token_is_refused_before_there_is_a_WebSocket(string query, string? header)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        Header(header)(socket.Options);

        await Assert.ThrowsAsync<WebSocketException>(
            () => socket.ConnectAsync(new Uri($"ws://{_server.Url.Authority}{TransportTestServer.Inline}{query}"), CancellationToken.None));

        Assert.Equal(HttpStatusCode.Unauthorized, socket.HttpStatusCode);
        Assert.Empty(_server.Connections);
    }

    [Fact]
    public async Task What_asks_for_no_WebSocket_finds_nothing()
    {
        using var http = new HttpClient();

        using var response = await http.GetAsync(new Uri(_server.Url, TransportTestServer.Inline));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_stranger_sends_the_token_as_the_first_message()
    {
        using var client = await OpenAsync();

        await client.SendAsync(Auth);
        await client.SendAsync("""{"type":"echo"}""");

        Assert.StartsWith("""{"type":"hello",""", await client.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Equal("""{"type":"echoed","payload":{"type":"echo"}}""", await client.ReceiveAsync());
    }

    [Fact]
    public async Task A_token_may_come_in_the_property_of_the_payload()
    {
        using var client = await WebSocketTestClient.OpenPathAsync(_server.Url, TransportTestServer.Wrapped);

        await client.SendAsync($$$"""{"event":"auth","data":{"token":"{{{TransportTestServer.Token}}}"}}""");

        Assert.StartsWith("""{"event":"hello","data":{"id":""", await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"auth","token":"wrong"}""")]
    [InlineData("""{"type":"auth"}""")]
    [InlineData("""{"type":"echo"}""")]
    [InlineData("""{"token":"let-me-in"}""")]
    [InlineData("let-me-in")]
    [InlineData("")]
    public async Task Whatever_else_a_stranger_sends_is_refused_and_ends_it(string message)
    {
        using var client = await OpenAsync();

        await client.SendAsync(message);
        await client.SendAsync(Auth);

        Assert.Equal(Refusal, await client.ReceiveAsync());
        Assert.Null(await client.ReceiveAsync());
        Assert.Equal("1008 authentication failed", client.Closed);
        Assert.Empty(_server.Connections);
        Assert.Empty(_server.Contract.Started);
    }

    [Fact]
    public async Task A_stranger_has_ten_seconds_and_a_user_all_time()
    {
        using var stranger = await OpenAsync();
        using var user = await OpenAsync();
        using var early = await WebSocketTestClient.GreetedAsync(_server.Url);
        await user.SendAsync(Auth);
        await user.ReceiveAsync();

        _time.Advance(TimeSpan.FromSeconds(9));
        await Task.WhenAll(PassAsync(user), PassAsync(early));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await stranger.ReceiveAsync());
        Assert.Equal("1008 authentication timeout", stranger.Closed);
        await Task.WhenAll(PassAsync(user), PassAsync(early));
    }

    [Fact]
    public async Task Who_authenticates_again_is_a_command_of_the_same_user_and_an_end_for_another()
    {
        using var client = await WebSocketTestClient.GreetedAsync(_server.Url);
        var connection = await _server.ArrivalAsync();

        await client.SendAsync(Auth);
        Assert.Equal("""{"type":"error","message":"Unknown event auth"}""", await client.ReceiveAsync()); // This contract has none.
        await client.SendAsync($$"""{"type":"auth","token":"{{TransportTestServer.OtherToken}}"}""");

        Assert.Equal(Refusal, await client.ReceiveAsync());
        Assert.Null(await client.ReceiveAsync());
        Assert.Equal("1008 authentication failed", client.Closed);
        Assert.Same(connection, await _server.DepartureAsync());
    }

    [Fact]
    public async Task Strangers_are_bounded_and_users_take_none_of_their_places()
    {
        await using var server = await TransportTestServer.StartAsync(configure: options => options.MaxUnauthenticated = 2);
        using var first = await OpenAsync(server);
        using var user = await WebSocketTestClient.GreetedAsync(server.Url);
        using var turnedAway = new ClientWebSocket();
        turnedAway.Options.CollectHttpResponseDetails = true;

        // One of two places is taken, and no address may have more than are free for all others.
        await Assert.ThrowsAsync<WebSocketException>(
            () => turnedAway.ConnectAsync(new Uri($"ws://{server.Url.Authority}{TransportTestServer.Inline}"), CancellationToken.None));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, turnedAway.HttpStatusCode);
        await Assert.ThrowsAsync<WebSocketException>(() => WebSocketTestClient.OpenAsync(server.Url)); // Of Socket.IO: the places are the same.

        await first.SendAsync(Auth);
        await first.ReceiveAsync();
        using var second = await OpenAsync(server);
        second.Socket.Abort();
        await FreedAsync(server);

        async Task FreedAsync(TransportTestServer of)
        {
            using var patience = new CancellationTokenSource(TransportTestServer.Patience, TimeProvider.System);
            while (true)
            {
                try
                {
                    using var third = await OpenAsync(of);
                    return;
                }
                catch (WebSocketException)
                {
                    Assert.False(patience.IsCancellationRequested, "The place of a client that is gone is not free.");
                }
            }
        }
    }

    [Fact]
    public async Task Whom_the_registry_has_no_place_for_is_told_to_try_again()
    {
        _server.Admission = (_, _) => ValueTask.FromResult(false);
        using var client = await WebSocketTestClient.OpenPathAsync(_server.Url, $"{TransportTestServer.Inline}?token=let-me-in");

        Assert.Null(await client.ReceiveAsync());
        Assert.Equal("1013 try again later", client.Closed);
    }

    [Fact]
    public async Task Events_that_come_before_the_greeting_follow_it()
    {
        _server.Admission = (connection, _) =>
        {
            connection.Send(EchoContract.Event("early", """{"n":1}"""));
            connection.Send(EchoContract.Event("early", """{"n":2}"""));
            return ValueTask.FromResult(true);
        };

        using var client = await WebSocketTestClient.GreetedAsync(_server.Url);

        Assert.Equal("""{"type":"early","n":1}""", await client.ReceiveAsync());
        Assert.Equal("""{"type":"early","n":2}""", await client.ReceiveAsync());
    }

    [Fact]
    public async Task A_client_that_goes_while_it_connects_is_not_there()
    {
        var admitting = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.Admission = (_, end) =>
        {
            arrived.SetResult();
            return new ValueTask<bool>(admitting.Task);
        };
        using var client = await WebSocketTestClient.OpenPathAsync(_server.Url, $"{TransportTestServer.Inline}?token=let-me-in");
        await arrived.Task.WaitAsync(TransportTestServer.Patience);

        client.Socket.Abort();
        admitting.SetResult(true);

        await _server.DepartureAsync();
        Assert.Empty(_server.Connections);
    }

    [Fact]
    public async Task Over_HTTP_2_a_WebSocket_is_one_stream_among_others()
    {
        await using var server = await TransportTestServer.StartAsync(protocols: HttpProtocols.Http2);
        using var handler = new SocketsHttpHandler();
        using var invoker = new HttpMessageInvoker(handler);
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;

        await socket.ConnectAsync(new Uri($"ws://{server.Url.Authority}{TransportTestServer.Inline}?token=let-me-in"), invoker, CancellationToken.None);
        using var client = WebSocketTestClient.Of(socket);

        Assert.StartsWith("""{"type":"hello",""", await client.ReceiveAsync(), StringComparison.Ordinal);
        await client.SendAsync("""{"type":"echo"}""");
        Assert.Equal("""{"type":"echoed","payload":{"type":"echo"}}""", await client.ReceiveAsync());
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(TransportTestServer.Patience);
        await server.DepartureAsync();
    }

    private static async Task PassAsync(WebSocketTestClient client)
    {
        await client.SendAsync("""{"type":"empty"}""");
        Assert.Equal("""{"type":"empty"}""", await client.ReceiveAsync());
    }

    private static Action<ClientWebSocketOptions> Header(string? authorization) => options =>
    {
        if (authorization is not null)
            options.SetRequestHeader("Authorization", authorization);
    };

    private Task<WebSocketTestClient> OpenAsync(TransportTestServer? server = null)
        => WebSocketTestClient.OpenPathAsync((server ?? _server).Url, TransportTestServer.Inline);
}
