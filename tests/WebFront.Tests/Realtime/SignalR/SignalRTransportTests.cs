using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using OrleansChat.WebFront.Realtime;
using OrleansChat.WebFront.Tests.Realtime.Clients;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Realtime.SignalR;

/// <summary>The transport with @microsoft/signalr, and with frames that it would never send.</summary>
public sealed class SignalRTransportTests : IAsyncDisposable
{
    private readonly RealtimeDriver _driver = RealtimeDriver.SignalR();

    [Theory]
    [InlineData("WebSockets")]
    [InlineData("ServerSentEvents")]
    [InlineData("LongPolling")]
    public async Task A_client_invokes_and_hears_over_every_transport(string transport)
    {
        await using var server = await HubServer.StartAsync();
        var client = await ConnectAsync(server, transport: transport);
        var answer = await client.AskAsync("some:echo", new { text = "é", list = new[] { 1, 2 } });
        Assert.Equal("""{"text":"\u00E9","list":[1,2]}""", JsonSerializer.Serialize(answer.GetProperty("result")));

        server.Connections.Single().Send(RealtimeEvent.OfEncoded("some:event", """{"n":1}"""u8.ToArray()));
        Assert.Equal("""{"n":1}""", (await client.NextAsync("some:event")).GetRawText());
    }

    [Fact]
    public async Task An_invocation_without_an_argument_has_none()
    {
        await using var server = await HubServer.StartAsync();
        var client = await ConnectAsync(server);
        Assert.Equal("nothing", (await client.AskAsync("some:echo")).GetProperty("result").GetString());
    }

    [Fact]
    public async Task A_refused_invocation_carries_code_and_message()
    {
        await using var server = await HubServer.StartAsync();
        var client = await ConnectAsync(server);
        Assert.Equal("UNKNOWN: No \"no:such\"", (await client.AskAsync("no:such", new { })).GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_refusal_of_what_wants_no_answer_is_an_error_event()
    {
        await using var server = await HubServer.StartAsync();
        var client = await ConnectAsync(server);
        await client.TellAsync("no:such", new { });
        Assert.Equal("No no:such", (await client.NextAsync("error")).GetProperty("message").GetString());
    }

    [Fact]
    public async Task The_hub_has_no_methods_of_its_own()
    {
        await using var server = await HubServer.StartAsync();
        var client = await ConnectAsync(server);
        Assert.Equal("UNKNOWN: No \"Execute\"", (await client.AskAsync("Execute", "some:echo")).GetProperty("error").GetString());
    }

    [Fact]
    public async Task Without_a_token_the_handshake_is_refused()
    {
        await using var server = await HubServer.StartAsync();
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.PostAsync($"{server.Url}/negotiate?negotiateVersion=1", null)).StatusCode);
        var client = await BeginAsync(server, "none");
        Assert.Contains("401", await client.RefusedAsync(), StringComparison.Ordinal);

        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new Uri(server.Url.Replace("http", "ws", StringComparison.Ordinal)), default));
        Assert.Equal(HttpStatusCode.Unauthorized, socket.HttpStatusCode);
    }

    [Theory]
    [InlineData("?access_token={0}", null)]
    [InlineData("?token={0}", null)]
    [InlineData("", "Bearer {0}")]
    [InlineData("", "bearer {0}")]
    public async Task The_token_may_come_in_the_query_or_the_header(string query, string? header)
    {
        await using var server = await HubServer.StartAsync();
        var token = Guid.NewGuid().ToString();
        using var http = new HttpClient();
        if (header is not null)
            http.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(string.Format(header, token));
        var url = $"{server.Url}/negotiate{string.Format(query, token)}";
        Assert.Equal(HttpStatusCode.OK, (await http.PostAsync(url, null)).StatusCode);
    }

    [Fact]
    public async Task A_client_that_has_started_is_registered()
    {
        await using var server = await HubServer.StartAsync();
        var arrival = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var arriving = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Arriving = _ =>
        {
            arriving.SetResult();
            return arrival.Task;
        };
        var client = await BeginAsync(server);
        await arriving.Task;
        server.Connections.Single().Send(RealtimeEvent.OfEncoded("some:event", """{"early":true}"""u8.ToArray()));
        arrival.SetResult(true);
        await client.ConnectedAsync();
        Assert.True((await client.NextAsync("some:event")).GetProperty("early").GetBoolean());
    }

    [Fact]
    public async Task A_client_that_the_registry_refuses_does_not_start()
    {
        await using var server = await HubServer.StartAsync();
        server.Arriving = _ => Task.FromResult(false);
        Assert.Contains("takes no connection now", await (await BeginAsync(server)).RefusedAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CloseReason.SessionEnded, "The session has ended.", false)]
    [InlineData(CloseReason.GoingAway, "The server is going away. Connect again.", true)]
    [InlineData(CloseReason.MissedEvents, "Events were missed. Connect again and resume.", true)]
    [InlineData(CloseReason.TooSlow, "The client is too slow. Connect again and resume.", true)]
    public async Task A_closed_client_is_told_why_and_whether_to_come_back(CloseReason reason, string why, bool comesBack)
    {
        await using var server = await HubServer.StartAsync();
        var client = await ConnectAsync(server, reconnect: true);
        server.Connections.Single().Close(reason);
        Assert.Contains(why, await client.ClosedAsync(), StringComparison.Ordinal);
        if (comesBack)
            await client.ConnectedAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(server.Removed.Count == 1));
    }

    [Fact]
    public async Task A_command_that_runs_is_answered_before_the_server_goes_away()
    {
        await using var server = await HubServer.StartAsync();
        var client = await ConnectAsync(server);
        var answer = client.AskAsync("wait", new { done = true });
        await server.AtGate.Task;
        server.Connections.Single().Close(CloseReason.GoingAway);
        server.Gate.SetResult();
        Assert.True((await answer).GetProperty("result").GetProperty("done").GetBoolean());
        Assert.Contains("going away", await client.ClosedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_never_ends_does_not_hold_up_a_server_that_goes_away()
    {
        await using var server = await HubServer.StartAsync(options => options.DrainTimeout = TimeSpan.FromMilliseconds(50), TimeProvider.System);
        var client = await ConnectAsync(server);
        var answer = client.AskAsync("wait", new { });
        await server.AtGate.Task;
        server.Connections.Single().Close(CloseReason.GoingAway);
        await client.ClosedAsync();
        Assert.True((await answer).TryGetProperty("error", out _));
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_cut_at_its_byte_bound_and_costs_no_more()
    {
        const int Bound = 256 * 1024;
        await using var server = await HubServer.StartAsync(options => options.MaxQueuedBytes = Bound, TimeProvider.System);
        using var deaf = await RawHubSocket.ConnectAsync(server.Url, receiveBuffer: 4096);
        var hears = await ConnectAsync(server);
        var payload = Encoding.UTF8.GetBytes($"\"{new string('x', 8 * 1024)}\"");
        var sent = 0;
        while (server.Removed.IsEmpty && sent < 20_000)
        {
            var realtimeEvent = RealtimeEvent.OfEncoded("some:event", payload);
            foreach (var connection in server.Connections)
                connection.Send(realtimeEvent);
            await hears.NextAsync("some:event");
            sent++;
        }

        Assert.NotEmpty(server.Removed);
        Assert.Single(server.Connections);
        Assert.Equal(0, hears.Count("some:event"));
    }

    [Fact]
    public async Task A_slow_client_loses_transient_events_only()
    {
        await using var server = await HubServer.StartAsync(options => options.MaxQueuedBytes = 64);
        var client = await ConnectAsync(server);
        var connection = server.Connections.Single();
        connection.Send(RealtimeEvent.OfEncoded("some:event", Encoding.UTF8.GetBytes($"\"{new string('x', 100)}\""), transient: true));
        connection.Send(RealtimeEvent.OfEncoded("some:event", "1"u8.ToArray()));
        Assert.Equal(1, (await client.NextAsync("some:event")).GetInt32());
        connection.Send(RealtimeEvent.OfEncoded("some:event", Encoding.UTF8.GetBytes($"\"{new string('x', 100)}\"")));
        Assert.Contains("too slow", await client.ClosedAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json\u001e")]
    [InlineData("{\"type\":1}\u001e")]
    [InlineData("{\"type\":1,\"target\":5,\"arguments\":[]}\u001e")]
    [InlineData("{\"type\":2,\"invocationId\":5}\u001e")]
    public async Task A_frame_that_breaks_the_protocol_ends_the_connection(string frame)
    {
        await using var server = await HubServer.StartAsync();
        using var socket = await RawHubSocket.ConnectAsync(server.Url);
        await socket.SendAsync(Encoding.UTF8.GetBytes(frame));
        await socket.EndAsync();
    }

    [Fact]
    public async Task A_message_that_is_too_long_ends_the_connection()
    {
        await using var server = await HubServer.StartAsync();
        using var socket = await RawHubSocket.ConnectAsync(server.Url);
        await socket.SendAsync(Encoding.UTF8.GetBytes($"{{\"type\":1,\"target\":\"some:echo\",\"arguments\":[\"{new string('x', 70_000)}\"]}}\u001e"));
        await socket.EndAsync();
    }

    [Fact]
    public async Task Streams_are_refused_and_the_connection_lives()
    {
        await using var server = await HubServer.StartAsync();
        using var socket = await RawHubSocket.ConnectAsync(server.Url);
        await socket.SendAsync("{\"type\":4,\"invocationId\":\"1\",\"target\":\"some:echo\",\"arguments\":[1]}\u001e"u8.ToArray());
        Assert.Equal("1", (await socket.NextAsync(3))!.Value.GetProperty("invocationId").GetString());
        await socket.SendAsync("{\"type\":1,\"invocationId\":\"2\",\"target\":\"some:echo\",\"arguments\":[1]}\u001e"u8.ToArray());
        Assert.Equal(1, (await socket.NextAsync(3))!.Value.GetProperty("result").GetInt32());
    }

    public async ValueTask DisposeAsync() => await _driver.DisposeAsync();

    private Task<RealtimeClient> BeginAsync(HubServer server, string? token = null, string transport = "WebSockets", bool reconnect = false)
        => _driver.BeginAsync(new Dictionary<string, object?>
        {
            ["url"] = server.Url,
            ["token"] = token ?? Guid.NewGuid().ToString(),
            ["events"] = new[] { "some:event", "error" },
            ["transport"] = transport,
            ["reconnect"] = reconnect,
        });

    private async Task<RealtimeClient> ConnectAsync(HubServer server, string transport = "WebSockets", bool reconnect = false)
        => await (await BeginAsync(server, transport: transport, reconnect: reconnect)).ConnectedAsync();
}
