using System.Net.WebSockets;
using System.Text;
using OrleansChat.Testing;
using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Tests.Realtime.SocketIO;

/// <summary>A session on a WebSocket from its beginning.</summary>
public sealed class EngineIoWebSocketTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private TransportTestServer _server = null!;

    public async ValueTask InitializeAsync()
        => _server = await TransportTestServer.StartAsync(_time, options =>
        {
            options.MaxMessageBytes = 5000;
            options.MaxQueuedBytes = 16 * 1024 * 1024;
            options.MaxConcurrentCommands = 4;
        });

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Events_are_acknowledged_when_they_ask_for_it()
    {
        using var client = await WebSocketTestClient.ConnectAsync(_server.Url);

        await client.SendAsync("""427["echo",{"a":"€"}]""");
        Assert.Equal("""437[{"success":true,"data":{"a":"€"}}]""", await client.ReceiveAsync());
        await client.SendAsync("""428["nonsense"]""");
        Assert.Equal("""438[{"success":false,"error":"Unknown event nonsense"}]""", await client.ReceiveAsync());
    }

    [Fact]
    public async Task Without_an_acknowledgement_only_a_failure_is_told_as_the_contracts_error_event()
    {
        using var client = await WebSocketTestClient.ConnectAsync(_server.Url);

        await client.SendAsync("""42["echo",1]""");
        await client.SendAsync("""42["nonsense",1]""");

        Assert.Equal("""42["error",{"message":"Unknown event nonsense"}]""", await client.ReceiveAsync());
    }

    [Fact]
    public async Task A_command_that_throws_is_told_in_the_contracts_words_and_the_connection_goes_on()
    {
        using var client = await WebSocketTestClient.ConnectAsync(_server.Url);

        await client.SendAsync("""427["throw"]""");
        Assert.Equal("""42["error",{"message":"a bug"}]""", await client.ReceiveAsync());
        await client.SendAsync("""428["echo",1]""");
        Assert.Equal("""438[{"success":true,"data":1}]""", await client.ReceiveAsync());
    }

    [Fact]
    public async Task A_message_fragmented_anywhere_is_read_whole()
    {
        using var client = await WebSocketTestClient.ConnectAsync(_server.Url);
        var packet = Encoding.UTF8.GetBytes("""427["echo","a€👋"]""");
        for (var cut = 0; cut <= packet.Length; cut++)
        {
            await client.SendAsync(packet[..cut], WebSocketMessageType.Text, endOfMessage: false);
            await client.SendAsync(packet[cut..], WebSocketMessageType.Text);
            Assert.Equal("""437[{"success":true,"data":"a€👋"}]""", await client.ReceiveAsync());
        }

        for (var i = 0; i < packet.Length; i++)
            await client.SendAsync([packet[i]], WebSocketMessageType.Text, endOfMessage: i == packet.Length - 1);
        Assert.Equal("""437[{"success":true,"data":"a€👋"}]""", await client.ReceiveAsync());
    }

    [Fact]
    public async Task An_attachment_fragmented_anywhere_is_read_whole()
    {
        using var client = await WebSocketTestClient.ConnectAsync(_server.Url);
        byte[] attachment = [1, 2, 3, 4];
        for (var cut = 0; cut <= attachment.Length; cut++)
        {
            await client.SendAsync("""451-7["echo",{"_placeholder":true,"num":0}]""");
            await client.SendAsync(attachment[..cut], WebSocketMessageType.Binary, endOfMessage: false);
            await client.SendAsync(attachment[cut..], WebSocketMessageType.Binary);
            Assert.Equal("""437[{"success":true,"data":"AQIDBA=="}]""", await client.ReceiveAsync());
        }
    }

    [Fact]
    public async Task An_attachment_may_be_empty()
    {
        using var client = await WebSocketTestClient.ConnectAsync(_server.Url);

        await client.SendAsync("""451-7["echo",{"_placeholder":true,"num":0}]""");
        await client.SendBinaryAsync();

        Assert.Equal("""437[{"success":true,"data":""}]""", await client.ReceiveAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("4x")]
    [InlineData("2")]
    [InlineData("2probe")]
    [InlineData("""42["echo",""")]
    [InlineData("""42/admin,["echo"]""")]
    [InlineData("4511-[]")]
    public async Task What_is_no_packet_ends_the_session(string packet)
    {
        using var client = await WebSocketTestClient.ConnectAsync(_server.Url);
        var connection = await _server.ArrivalAsync();

        await client.SendAsync(packet);

        Assert.Null(await client.ReceiveAsync());
        Assert.Equal("1002 protocol error", client.Closed);
        Assert.Same(connection, await _server.DepartureAsync());
    }

    [Fact]
    public async Task An_attachment_that_nobody_announced_ends_the_session()
    {
        using var client = await WebSocketTestClient.ConnectAsync(_server.Url);

        await client.SendBinaryAsync(1, 2, 3);

        Assert.Null(await client.ReceiveAsync());
        Assert.Equal("1002 protocol error", client.Closed);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_end_the_session()
    {
        using var client = await WebSocketTestClient.ConnectAsync(_server.Url);

        await client.SendAsync([(byte)'4', (byte)'2', 0xff], WebSocketMessageType.Text);

        Assert.Null(await client.ReceiveAsync());
        await _server.DepartureAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task A_message_is_bounded(int fragments)
    {
        using var client = await WebSocketTestClient.ConnectAsync(_server.Url);
        var largest = $"""427["echo","{new string('x', 5000 - """427["echo",""]""".Length)}"]""";
        await client.SendAsync(largest);
        Assert.StartsWith("""437[{"success":true""", await client.ReceiveAsync(), StringComparison.Ordinal);

        for (var i = 0; i < fragments; i++)
            await client.SendAsync(new byte[5001].Select(_ => (byte)'4').ToArray(), WebSocketMessageType.Text, endOfMessage: i == fragments - 1);

        Assert.Null(await client.ReceiveAsync());
        Assert.Equal("1009 message too large", client.Closed);
    }

    [Fact]
    public async Task Random_messages_end_in_answers_or_in_a_close()
    {
        var random = new Random(20261120);
        var alphabet = """0123456/,-[]{}":echo"""u8.ToArray();
        for (var round = 0; round < 100; round++)
        {
            using var client = await WebSocketTestClient.ConnectAsync(_server.Url);
            for (var i = 0; i < 3 && client.Socket.State == WebSocketState.Open; i++)
                await client.SendAsync(random.GetItems(alphabet, random.Next(1, 40)), (WebSocketMessageType)random.Next(2));
            await client.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
            while (await client.ReceiveAsync() is { } answer)
                Assert.StartsWith("4", answer, StringComparison.Ordinal);
            await _server.DepartureAsync();
        }

        Assert.Empty(_server.Connections);
    }

    [Fact]
    public async Task Commands_begin_in_their_order_and_only_so_many_run_at_once()
    {
        using var client = await WebSocketTestClient.ConnectAsync(_server.Url);
        for (var i = 0; i < 20; i++)
            await client.SendAsync($"""42{i}["wait",{i}]""");
        using var other = await WebSocketTestClient.ConnectAsync(_server.Url);
        await other.SendAsync("""421["echo","through"]""");
        Assert.Equal("""431[{"success":true,"data":"through"}]""", await other.ReceiveAsync());

        _server.Contract.Gate.SetResult();

        var answers = new List<string>();
        for (var i = 0; i < 20; i++)
            answers.Add((await client.ReceiveAsync())!);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $$"""43{{i}}[{"success":true,"data":{{i}}}]""").Order(), answers.Order());
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"wait {i}"), _server.Contract.Started.Where(name => name.StartsWith("wait", StringComparison.Ordinal)));
        Assert.InRange(_server.Contract.MostAtOnce, 1, 5);
    }

    [Fact]
    public async Task A_client_that_is_not_read_from_does_not_miss_its_heartbeat()
    {
        using var client = await WebSocketTestClient.ConnectAsync(_server.Url);
        for (var i = 0; i < 5; i++)
            await client.SendAsync($"""42{i}["wait",{i}]""");
        await _server.Contract.HasStartedAsync(4);
        using var probe = await WebSocketTestClient.ConnectAsync(_server.Url);
        await ReachBlockedReaderAsync();

        _time.Advance(TimeSpan.FromSeconds(25));
        Assert.Equal("2", await client.ReceiveAsync());
        Assert.Equal("2", await probe.ReceiveAsync());
        await client.SendAsync("3");
        _time.Advance(TimeSpan.FromSeconds(20));

        // The one that could have answered, and did not, is cut by the same tick that spares the other.
        Assert.Null(await probe.ReceiveAsync());
        _server.Contract.Gate.SetResult();
        for (var i = 0; i < 5; i++)
            Assert.StartsWith("43", await client.ReceiveAsync(), StringComparison.Ordinal);

        async Task ReachBlockedReaderAsync()
        {
            // The fifth command was sent before; a full round trip of another connection leaves the server time to have read it.
            for (var i = 0; i < 50; i++)
            {
                await probe.SendAsync("""421["echo",1]""");
                await probe.ReceiveAsync();
            }
        }
    }

    [Fact]
    public async Task The_heartbeat_keeps_a_client_that_answers_and_drops_one_that_does_not()
    {
        using var client = await WebSocketTestClient.ConnectAsync(_server.Url);
        for (var beat = 0; beat < 3; beat++)
        {
            _time.Advance(TimeSpan.FromSeconds(25));
            Assert.Equal("2", await client.ReceiveAsync());
            await client.SendAsync("3");
            await client.SendAsync("""427["echo",1]""");
            Assert.Equal("""437[{"success":true,"data":1}]""", await client.ReceiveAsync());
        }

        _time.Advance(TimeSpan.FromSeconds(25));
        Assert.Equal("2", await client.ReceiveAsync());
        _time.Advance(TimeSpan.FromSeconds(20));

        Assert.Null(await client.ReceiveAsync());
        Assert.Equal("1008 ping timeout", client.Closed);
        await _server.DepartureAsync();
    }

    [Fact]
    public async Task A_client_that_goes_takes_its_commands_with_it()
    {
        var client = await WebSocketTestClient.ConnectAsync(_server.Url);
        await client.SendAsync("""421["wait",1]""");
        await _server.Contract.HasStartedAsync(1);

        client.Dispose();

        await _server.DepartureAsync();
        await _server.Contract.Abandoned.Task.WaitAsync(TransportTestServer.Patience);
    }

    [Fact]
    public async Task A_close_packet_ends_the_session_and_the_WebSocket()
    {
        using var client = await WebSocketTestClient.ConnectAsync(_server.Url);

        await client.SendAsync("1");

        Assert.Null(await client.ReceiveAsync());
        await _server.DepartureAsync();
    }

    [Fact]
    public async Task A_ping_of_the_WebSocket_is_answered_between_messages_and_within_one()
    {
        using var client = await FrameTestClient.OpenAsync(_server.Url);
        Assert.StartsWith("0{", await client.ReceiveTextAsync(), StringComparison.Ordinal);

        await client.SendAsync(0x89, "a");
        await AssertPongAsync("a");
        await client.SendAsync(0x01, "40{\"token\":");
        await client.SendAsync(0x89, "b");
        await AssertPongAsync("b");
        await client.SendAsync(0x80, $"\"{TransportTestServer.Token}\"}}");
        Assert.StartsWith("40{", await client.ReceiveTextAsync(), StringComparison.Ordinal);

        async Task AssertPongAsync(string payload)
        {
            var (first, answered) = await client.ReceiveAsync();
            Assert.Equal(0x8a, first);
            Assert.Equal(payload, Encoding.UTF8.GetString(answered));
        }
    }

    [Fact]
    public async Task What_is_no_WebSocket_frame_ends_the_session_and_nothing_behind_it_is_read()
    {
        using var client = await FrameTestClient.OpenAsync(_server.Url);
        await client.ReceiveTextAsync();

        await client.SendAsync((0xc1, "compressed?"), (0x81, $$"""40{"token":"{{TransportTestServer.Token}}"}"""));

        var (first, payload) = await client.ReceiveAsync();
        Assert.Equal(0x88, first);
        Assert.Equal([0x03, 0xea, .. "protocol error"u8], payload);
        _time.Advance(TimeSpan.FromSeconds(1));
        await client.EndAsync();
        Assert.Empty(_server.Connections);
    }

    [Fact]
    public async Task What_follows_a_goodbye_is_not_carried_out()
    {
        using var client = await FrameTestClient.OpenAsync(_server.Url);
        await client.ReceiveTextAsync();
        await client.SendAsync(0x81, $$"""40{"token":"{{TransportTestServer.Token}}"}""");
        await client.ReceiveTextAsync();

        await client.SendAsync((0x88, ""), (0x81, """421["echo",1]"""));

        var (first, payload) = await client.ReceiveAsync();
        Assert.Equal(0x88, first);
        Assert.Equal([0x03, 0xe8], payload);
        await client.EndAsync();
        await _server.DepartureAsync();
        Assert.Empty(_server.Contract.Started);
    }

    [Fact]
    public async Task A_goodbye_is_answered()
    {
        using var client = await WebSocketTestClient.ConnectAsync(_server.Url);

        await client.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(TransportTestServer.Patience);

        Assert.Equal("1000 ", client.Closed);
        await _server.DepartureAsync();
    }

    [Fact]
    public async Task A_client_whose_session_ended_is_told_before_the_close()
    {
        using var client = await WebSocketTestClient.ConnectAsync(_server.Url);
        var connection = await _server.ArrivalAsync();

        connection.Close(CloseReason.SessionEnded);
        connection.Close(CloseReason.GoingAway);

        Assert.Equal("41", await client.ReceiveAsync());
        Assert.Null(await client.ReceiveAsync());
        Assert.Equal("1008 session ended", client.Closed);
    }

    [Fact]
    public async Task When_the_front_goes_away_what_runs_is_answered_and_nothing_new_begins()
    {
        using var client = await WebSocketTestClient.ConnectAsync(_server.Url);
        var connection = await _server.ArrivalAsync();
        await client.SendAsync("""421["wait",1]""");
        await _server.Contract.HasStartedAsync(1);

        connection.Close(CloseReason.GoingAway);
        await client.SendAsync("""422["echo",2]""");
        Assert.True(_server.Connections.ContainsKey(connection));
        _server.Contract.Gate.SetResult();

        Assert.Equal("""431[{"success":true,"data":1}]""", await client.ReceiveAsync());
        Assert.Null(await client.ReceiveAsync());
        Assert.Equal("1001 going away", client.Closed);
        Assert.Equal(["wait 1"], _server.Contract.Started);
    }

    [Fact]
    public async Task A_session_that_ends_while_the_front_goes_away_is_not_waited_for()
    {
        using var client = await WebSocketTestClient.ConnectAsync(_server.Url);
        var connection = await _server.ArrivalAsync();
        await client.SendAsync("""421["wait",1]""");
        await _server.Contract.HasStartedAsync(1);

        connection.Close(CloseReason.GoingAway);
        connection.Close(CloseReason.SessionEnded);

        Assert.Equal("41", await client.ReceiveAsync());
        Assert.Null(await client.ReceiveAsync());
        Assert.Same(connection, await _server.DepartureAsync());
    }

    [Fact]
    public async Task When_the_front_goes_away_what_runs_too_long_is_not_waited_for()
    {
        using var client = await WebSocketTestClient.ConnectAsync(_server.Url);
        var connection = await _server.ArrivalAsync();
        await client.SendAsync("""421["wait",1]""");
        await _server.Contract.HasStartedAsync(1);

        connection.Close(CloseReason.GoingAway);
        _time.Advance(new RealtimeOptions().DrainTimeout);

        Assert.Null(await client.ReceiveAsync());
        Assert.Equal("1001 going away", client.Closed);
        await _server.Contract.Abandoned.Task.WaitAsync(TransportTestServer.Patience);
    }

    [Fact]
    public async Task When_the_server_stops_every_session_is_closed_and_none_begins()
    {
        using var connected = await WebSocketTestClient.ConnectAsync(_server.Url);
        using var unauthenticated = await WebSocketTestClient.OpenAsync(_server.Url);
        await unauthenticated.ReceiveAsync();
        using var polling = new PollingTestClient(_server.Url);
        await polling.ConnectAsync();
        var poll = polling.PollAsync();
        await polling.PostAsync("3");

        var stopping = _server.StopAsync();

        Assert.Null(await connected.ReceiveAsync());
        Assert.Equal("1001 going away", connected.Closed);
        Assert.Null(await unauthenticated.ReceiveAsync());
        Assert.Equal("1", await poll);
        await stopping.WaitAsync(TransportTestServer.Patience);
        Assert.Empty(_server.Connections);
    }

    [Fact]
    public async Task Many_events_arrive_in_order_whatever_their_size()
    {
        using var client = await WebSocketTestClient.ConnectAsync(_server.Url);
        var connection = await _server.ArrivalAsync();
        var random = new Random(20261120);
        var sent = new List<string>();
        var receiving = Task.Run(async () =>
        {
            var received = new List<string>();
            while (received.Count < 3000)
                received.Add((await client.ReceiveAsync())!);
            return received;
        });

        for (var i = 0; i < 3000; i++)
        {
            var payload = $"\"{i} {new string('x', random.Next(20) == 0 ? random.Next(20_000) : random.Next(200))}\"";
            connection.Send(EchoContract.Event("n", payload));
            sent.Add($"""42["n",{payload}]""");
            if (i % 50 == 0)
                await Task.Yield();
        }

        Assert.Equal(sent, await receiving);
    }
}
