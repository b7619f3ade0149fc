using System.Net;
using System.Net.WebSockets;
using System.Text.Json;

namespace OrleansChat.WebFront.Tests.Realtime.SocketIO;

/// <summary>What requests are answered before there is a session, and what they are refused with.</summary>
public sealed class SocketIoEndpointTests : IAsyncLifetime
{
    private TransportTestServer _server = null!;
    private PollingTestClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TransportTestServer.StartAsync();
        _client = new PollingTestClient(_server.Url);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("GET", "EIO=4", 0, "Transport unknown")]
    [InlineData("GET", "EIO=4&transport=carrier-pigeon", 0, "Transport unknown")]
    [InlineData("GET", "EIO=4&transport=webtransport", 0, "Transport unknown")]
    [InlineData("GET", "EIO=4&transport=polling&sid=unknown", 1, "Session ID unknown")]
    [InlineData("POST", "EIO=4&transport=polling&sid=unknown", 1, "Session ID unknown")]
    [InlineData("GET", "EIO=4&transport=websocket&sid=unknown", 1, "Session ID unknown")]
    [InlineData("GET", "EIO=4&transport=polling&sid=a&sid=b", 1, "Session ID unknown")]
    [InlineData("POST", "EIO=4&transport=polling", 2, "Bad handshake method")]
    [InlineData("PUT", "EIO=4&transport=polling", 2, "Bad handshake method")]
    [InlineData("GET", "EIO=4&transport=websocket", 3, "Bad request")]
    [InlineData("GET", "EIO=4&transport=polling&j=0", 3, "Bad request")]
    [InlineData("GET", "EIO=3&transport=polling", 5, "Unsupported protocol version")]
    [InlineData("GET", "transport=polling", 5, "Unsupported protocol version")]
    [InlineData("GET", "EIO=abc&transport=polling", 5, "Unsupported protocol version")]
    public async Task A_request_that_names_no_session_and_begins_none_is_refused(string method, string query, int code, string message)
    {
        var (status, body) = await _client.SendAsync(new HttpMethod(method), $"/socket.io/?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(JsonSerializer.Serialize(new { code, message }), body);
    }

    [Theory]
    [InlineData("GET", "EIO=4&transport=websocket")]
    [InlineData("DELETE", "EIO=4&transport=polling")]
    [InlineData("GET", "EIO=4&transport=polling&j=0")]
    public async Task A_request_that_does_not_fit_its_session_is_refused_and_the_session_goes_on(string method, string query)
    {
        await _client.ConnectAsync();

        var refused = await _client.SendAsync(new HttpMethod(method), $"/socket.io/?{query}&sid={_client.Id}");

        Assert.Equal((HttpStatusCode.BadRequest, """{"code":3,"message":"Bad request"}"""), refused);
        await _client.PostAsync("""420["echo",1]""");
        Assert.Equal("""430[{"success":true,"data":1}]""", await _client.PollAsync());
    }

    [Fact]
    public async Task The_handshake_says_what_the_client_has_to_know()
    {
        var handshake = await _client.OpenAsync();

        Assert.Equal(["sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"], handshake.EnumerateObject().Select(property => property.Name));
        Assert.Equal(22, handshake.GetProperty("sid").GetString()!.Length);
        Assert.Equal("""["websocket"]""", handshake.GetProperty("upgrades").GetRawText());
        Assert.Equal(25_000, handshake.GetProperty("pingInterval").GetInt32());
        Assert.Equal(20_000, handshake.GetProperty("pingTimeout").GetInt32());
        Assert.Equal(65_536, handshake.GetProperty("maxPayload").GetInt32());
    }

    [Fact]
    public async Task A_client_that_begins_with_a_WebSocket_has_nothing_to_upgrade_to()
    {
        using var client = await WebSocketTestClient.OpenAsync(_server.Url);

        var packet = await client.ReceiveAsync();

        Assert.Equal("[]", JsonSerializer.Deserialize<JsonElement>(packet![1..]).GetProperty("upgrades").GetRawText());
    }

    [Theory]
    [InlineData("transport=websocket")]
    [InlineData("EIO=3&transport=websocket")]
    [InlineData("EIO=4")]
    [InlineData("EIO=4&transport=polling")]
    [InlineData("EIO=4&transport=abc")]
    [InlineData("EIO=4&transport=websocket&sid=unknown")]
    public async Task A_WebSocket_that_names_no_session_and_begins_none_is_refused(string query)
    {
        using var socket = new ClientWebSocket();

        await Assert.ThrowsAsync<WebSocketException>(
            () => socket.ConnectAsync(new Uri($"ws://{_server.Url.Authority}/socket.io/?{query}"), CancellationToken.None));
    }

    [Fact]
    public async Task The_path_is_served_with_and_without_a_slash()
    {
        var (status, body) = await _client.GetAsync("/socket.io?EIO=4&transport=polling");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith("0{", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ids_differ()
    {
        var ids = new HashSet<string>();
        for (var i = 0; i < 50; i++)
            Assert.True(ids.Add((await _client.OpenAsync()).GetProperty("sid").GetString()!));
    }

    [Fact]
    public async Task Answers_are_not_stored_and_are_text()
    {
        using var http = new HttpClient();

        using var response = await http.GetAsync(new Uri(_server.Url, "/socket.io/?EIO=4&transport=polling"));

        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal("text/plain; charset=UTF-8", response.Content.Headers.ContentType!.ToString());
    }
}
