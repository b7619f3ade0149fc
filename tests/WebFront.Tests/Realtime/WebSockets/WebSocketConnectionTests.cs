using System.Net.WebSockets;
using System.Text;
using OrleansChat.Testing;
using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Tests.Realtime.WebSockets;

/// <summary>A user on a WebSocket, from the greeting to the end.</summary>
public sealed class WebSocketConnectionTests : IAsyncLifetime
{
    private const int MaxMessageBytes = 5000;

    private readonly ManualTimeProvider _time = new();
    private TransportTestServer _server = null!;

    public async ValueTask InitializeAsync()
        => _server = await TransportTestServer.StartAsync(_time, options =>
        {
            options.MaxMessageBytes = MaxMessageBytes;
            options.MaxQueuedBytes = 16 * 1024 * 1024;
            options.MaxConcurrentCommands = 4;
        });

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task What_a_command_answers_comes_as_an_event_and_a_refusal_as_the_contracts_error()
    {
        using var client = await WebSocketTestClient.GreetedAsync(_server.Url);

        await client.SendAsync("""{"type":"echo","a":"€"}""");
        Assert.Equal("""{"type":"echoed","payload":{"type":"echo","a":"€"}}""", await client.ReceiveAsync());
        await client.SendAsync("""{"type":"nonsense"}""");
        Assert.Equal("""{"type":"error","message":"Unknown event nonsense"}""", await client.ReceiveAsync());
        await client.SendAsync("""{"type":"throw"}""");
        Assert.Equal("""{"type":"error","message":"a bug"}""", await client.ReceiveAsync());
        await client.SendAsync("""{"type":"empty"}""");
        Assert.Equal("""{"type":"empty"}""", await client.ReceiveAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("""{"name":"echo"}""")]
    public async Task What_is_no_command_is_refused_as_one_without_a_name_and_the_connection_goes_on(string message)
    {
        using var client = await WebSocketTestClient.GreetedAsync(_server.Url);

        await client.SendAsync(message);

        Assert.Equal("""{"type":"error","message":"Unknown event "}""", await client.ReceiveAsync());
        await client.SendAsync("""{"type":"empty"}""");
        Assert.Equal("""{"type":"empty"}""", await client.ReceiveAsync());
    }

    [Fact]
    public async Task A_message_fragmented_anywhere_is_read_whole()
    {
        using var client = await WebSocketTestClient.GreetedAsync(_server.Url);
        const string Message = """{"type":"echo","a":"a€👋"}""";
        var bytes = Encoding.UTF8.GetBytes(Message);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            await client.SendAsync(bytes[..cut], WebSocketMessageType.Text, endOfMessage: false);
            await client.SendAsync(bytes[cut..], WebSocketMessageType.Text);
            Assert.Equal($$"""{"type":"echoed","payload":{{Message}}}""", await client.ReceiveAsync());
        }
    }

    [Fact]
    public async Task A_message_is_bounded()
    {
        using var client = await WebSocketTestClient.GreetedAsync(_server.Url);
        var largest = $$"""{"type":"empty","x":"{{new string('x', MaxMessageBytes - """{"type":"empty","x":""}""".Length)}}"}""";
        await client.SendAsync(largest);
        Assert.Equal("""{"type":"empty"}""", await client.ReceiveAsync());

        await client.SendAsync(largest + " ");

        Assert.Null(await client.ReceiveAsync());
        Assert.Equal("1009 message too large", client.Closed);
        await _server.DepartureAsync();
    }

    [Fact]
    public async Task A_binary_message_ends_the_connection()
    {
        using var client = await WebSocketTestClient.GreetedAsync(_server.Url);

        await client.SendBinaryAsync(Encoding.UTF8.GetBytes("""{"type":"echo"}"""));

        Assert.Null(await client.ReceiveAsync());
        Assert.Equal("1003 text only", client.Closed);
        await _server.DepartureAsync();
        Assert.Empty(_server.Contract.Started);
    }

    [Fact]
    public async Task A_text_message_that_is_no_text_ends_the_connection()
    {
        using var client = await FrameTestClient.OpenAsync(_server.Url, $"{TransportTestServer.Inline}?token=let-me-in");
        await client.ReceiveTextAsync();

        await client.SendAsync(0x81, [.. """{"type":"echo","x":"""u8, (byte)'"', 0xff, (byte)'"', (byte)'}']);

        var (first, payload) = await client.ReceiveAsync();
        Assert.Equal(0x88, first);
        Assert.Equal([0x03, 0xef, .. "not UTF-8"u8], payload);
    }

    [Fact]
    public async Task What_is_no_WebSocket_frame_ends_the_connection_and_nothing_behind_it_is_read()
    {
        using var client = await FrameTestClient.OpenAsync(_server.Url, $"{TransportTestServer.Inline}?token=let-me-in");
        await client.ReceiveTextAsync();

        await client.SendAsync((0xc1, "compressed?"), (0x81, """{"type":"echo"}"""));

        var (first, payload) = await client.ReceiveAsync();
        Assert.Equal(0x88, first);
        Assert.Equal([0x03, 0xea, .. "protocol error"u8], payload);
        _time.Advance(TimeSpan.FromSeconds(1));
        await client.EndAsync();
        Assert.Empty(_server.Contract.Started);
    }

    [Fact]
    public async Task Pings_are_answered_between_messages_and_within_one()
    {
        using var client = await FrameTestClient.OpenAsync(_server.Url, $"{TransportTestServer.Inline}?token=let-me-in");
        await client.ReceiveTextAsync();

        await client.SendAsync(0x89, "a");
        await AssertPongAsync("a");
        await client.SendAsync(0x01, """{"type":""");
        await client.SendAsync(0x89, "b");
        await AssertPongAsync("b");
        await client.SendAsync(0x80, "\"empty\"}");
        Assert.Equal("""{"type":"empty"}""", await client.ReceiveTextAsync());

        async Task AssertPongAsync(string payload)
        {
            var (first, answered) = await client.ReceiveAsync();
            Assert.Equal(0x8a, first);
            Assert.Equal(payload, Encoding.UTF8.GetString(answered));
        }
    }

    [Fact]
    public async Task The_heartbeat_keeps_a_client_that_is_heard_of_and_drops_one_that_is_not()
    {
        using var pong = await FrameTestClient.OpenAsync(_server.Url, $"{TransportTestServer.Inline}?token=let-me-in");
        await pong.ReceiveTextAsync();
        for (var beat = 0; beat < 3; beat++)
        {
            await BeatAsync();

            // A pong, and then a message that shows that the server has read it.
            await pong.SendAsync((0x8a, ""), (0x81, """{"type":"empty"}"""));
            Assert.Equal("""{"type":"empty"}""", await pong.ReceiveTextAsync());
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        await BeatAsync();
        _time.Advance(TimeSpan.FromSeconds(20));

        var (first, payload) = await pong.ReceiveAsync();
        Assert.Equal(0x88, first);
        Assert.Equal([0x0f, 0xa2, .. "ping timeout"u8], payload);
        await _server.DepartureAsync();

        async Task BeatAsync()
        {
            _time.Advance(TimeSpan.FromSeconds(25));
            Assert.Equal((byte)0x89, (await pong.ReceiveAsync()).First);
        }
    }

    [Fact]
    public async Task A_client_that_is_not_read_from_does_not_miss_its_heartbeat()
    {
        using var client = await FrameTestClient.OpenAsync(_server.Url, $"{TransportTestServer.Inline}?token=let-me-in");
        await client.ReceiveTextAsync();

        // The fifth waits for a slot, and the pong behind it in the socket.
        await client.SendAsync([.. Enumerable.Repeat(((byte)0x81, """{"type":"wait"}"""), 4), (0x81, """{"type":"empty"}"""), (0x8a, "")]);
        await _server.Contract.HasStartedAsync(4);
        _time.Advance(TimeSpan.FromSeconds(25));
        Assert.Equal((byte)0x89, (await client.ReceiveAsync()).First);
        _time.Advance(TimeSpan.FromSeconds(20));

        _server.Contract.Gate.SetResult();

        Assert.Equal("""{"type":"empty"}""", await client.ReceiveTextAsync());
    }

    [Fact]
    public async Task Commands_begin_in_their_order_and_only_so_many_run_at_once()
    {
        using var client = await WebSocketTestClient.GreetedAsync(_server.Url);
        for (var i = 0; i < 20; i++)
            await client.SendAsync($$"""{"type":"wait","n":{{i}}}""");
        await client.SendAsync("""{"type":"empty"}""");
        await _server.Contract.HasStartedAsync(4);

        _server.Contract.Gate.SetResult();

        Assert.Equal("""{"type":"empty"}""", await client.ReceiveAsync());
        Assert.Equal(
            Enumerable.Range(0, 20).Select(i => $$"""wait {"type":"wait","n":{{i}}}"""),
            _server.Contract.Started.Where(name => name.StartsWith("wait", StringComparison.Ordinal)));
        Assert.InRange(_server.Contract.MostAtOnce, 1, 4);
    }

    [Fact]
    public async Task A_client_that_goes_takes_its_commands_with_it()
    {
        var client = await WebSocketTestClient.GreetedAsync(_server.Url);
        await client.SendAsync("""{"type":"wait"}""");
        await _server.Contract.HasStartedAsync(1);

        client.Dispose();

        await _server.DepartureAsync();
        await _server.Contract.Abandoned.Task.WaitAsync(TransportTestServer.Patience);
    }

    [Fact]
    public async Task A_goodbye_is_answered_and_what_follows_it_is_not_carried_out()
    {
        using var client = await FrameTestClient.OpenAsync(_server.Url, $"{TransportTestServer.Inline}?token=let-me-in");
        await client.ReceiveTextAsync();

        await client.SendAsync((0x88, ""), (0x81, """{"type":"echo"}"""));

        var (first, payload) = await client.ReceiveAsync();
        Assert.Equal(0x88, first);
        Assert.Equal([0x03, 0xe8], payload);
        await client.EndAsync();
        await _server.DepartureAsync();
        Assert.Empty(_server.Contract.Started);
    }

    [Theory]
    [InlineData(CloseReason.TooSlow, "4000 too slow")]
    [InlineData(CloseReason.MissedEvents, "4001 missed events")]
    [InlineData(CloseReason.SessionEnded, "1008 session ended")]
    [InlineData(CloseReason.GoingAway, "1001 going away")]
    [InlineData(CloseReason.ProtocolError, "1002 protocol error")]
    public async Task A_client_is_told_why_it_is_closed(CloseReason reason, string told)
    {
        using var client = await WebSocketTestClient.GreetedAsync(_server.Url);
        var connection = await _server.ArrivalAsync();

        connection.Close(reason);
        connection.Close(CloseReason.GoingAway);

        Assert.Null(await client.ReceiveAsync());
        Assert.Equal(told, client.Closed);
        Assert.Same(connection, await _server.DepartureAsync());
    }

    [Fact]
    public async Task When_the_front_goes_away_what_runs_is_answered_and_nothing_new_begins()
    {
        using var client = await WebSocketTestClient.GreetedAsync(_server.Url);
        var connection = await _server.ArrivalAsync();
        await client.SendAsync("""{"type":"wait"}""");
        await _server.Contract.HasStartedAsync(1);

        connection.Close(CloseReason.GoingAway);
        await client.SendAsync("""{"type":"echo"}""");
        Assert.True(_server.Connections.ContainsKey(connection));
        _server.Contract.Gate.SetResult();

        Assert.Null(await client.ReceiveAsync());
        Assert.Equal("1001 going away", client.Closed);
        Assert.Equal(["""wait {"type":"wait"}"""], _server.Contract.Started);
    }

    [Fact]
    public async Task When_the_front_goes_away_what_runs_too_long_is_not_waited_for()
    {
        using var client = await WebSocketTestClient.GreetedAsync(_server.Url);
        var connection = await _server.ArrivalAsync();
        await client.SendAsync("""{"type":"wait"}""");
        await _server.Contract.HasStartedAsync(1);

        connection.Close(CloseReason.GoingAway);
        _time.Advance(new RealtimeOptions().DrainTimeout);

        Assert.Null(await client.ReceiveAsync());
        Assert.Equal("1001 going away", client.Closed);
        await _server.Contract.Abandoned.Task.WaitAsync(TransportTestServer.Patience);
    }

    [Fact]
    public async Task When_the_server_stops_users_and_strangers_are_closed()
    {
        using var user = await WebSocketTestClient.GreetedAsync(_server.Url);
        using var stranger = await WebSocketTestClient.OpenPathAsync(_server.Url, TransportTestServer.Inline);

        var stopping = _server.StopAsync();

        Assert.Null(await user.ReceiveAsync());
        Assert.Equal("1001 going away", user.Closed);
        Assert.Null(await stranger.ReceiveAsync());
        Assert.Equal("1001 going away", stranger.Closed);
        await stopping.WaitAsync(TransportTestServer.Patience);
        Assert.Empty(_server.Connections);
    }

    [Fact]
    public async Task Many_events_arrive_in_order_whatever_their_size()
    {
        using var client = await WebSocketTestClient.GreetedAsync(_server.Url);
        var connection = await _server.ArrivalAsync();
        var random = new Random(20261120);
        var sent = new List<string>();
        var receiving = Task.Run(async () =>
        {
            var received = new List<string>();
            while (received.Count < 2000)
                received.Add((await client.ReceiveAsync())!);
            return received;
        });

        for (var i = 0; i < 2000; i++)
        {
            var properties = $"\"n\":{i},\"x\":\"{new string('x', random.Next(20) == 0 ? random.Next(20_000) : random.Next(200))}\"";
            connection.Send(EchoContract.Event("news", $"{{{properties}}}"));
            sent.Add($"{{\"type\":\"news\",{properties}}}");
            if (i % 50 == 0)
                await Task.Yield();
        }

        Assert.Equal(sent, await receiving);
    }

    [Fact]
    public async Task Random_messages_end_in_answers_or_in_a_close()
    {
        var random = new Random(20261120);
        var alphabet = """{}[]":,\type echo0123"""u8.ToArray();
        for (var round = 0; round < 100; round++)
        {
            using var client = await WebSocketTestClient.GreetedAsync(_server.Url);
            for (var i = 0; i < 3 && client.Socket.State == WebSocketState.Open; i++)
                await client.SendAsync(random.GetItems(alphabet, random.Next(1, 40)), random.Next(10) == 0 ? WebSocketMessageType.Binary : WebSocketMessageType.Text);
            await client.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
            while (await client.ReceiveAsync() is { } answer)
                Assert.StartsWith("""{"type":""", answer, StringComparison.Ordinal);
            await _server.DepartureAsync();
        }

        Assert.Empty(_server.Connections);
    }
}
