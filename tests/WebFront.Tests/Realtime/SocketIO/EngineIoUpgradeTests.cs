using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using OrleansChat.Testing;
using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Tests.Realtime.SocketIO;

/// <summary>The way from polling to a WebSocket, step by step.</summary>
public sealed class EngineIoUpgradeTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private TransportTestServer _server = null!;
    private PollingTestClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TransportTestServer.StartAsync(_time);
        _client = new PollingTestClient(_server.Url);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task The_probe_ends_the_poll_and_what_was_queued_meanwhile_comes_on_the_WebSocket()
    {
        await _client.ConnectAsync();
        var connection = await _server.ArrivalAsync();
        var poll = _client.PollAsync();
        using var socket = await UpgradeAsync();

        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.ReceiveAsync());
        Assert.Equal("6", await poll);
        connection.Send(EchoContract.Event("n", "1"));
        connection.Send(EchoContract.Event("n", "2"));
        await socket.SendAsync("5");
        connection.Send(EchoContract.Event("n", "3"));

        for (var i = 1; i <= 3; i++)
            Assert.Equal($"42[\"n\",{i}]", await socket.ReceiveAsync());
        await socket.SendAsync("""421["echo",1]""");
        Assert.Equal("""431[{"success":true,"data":1}]""", await socket.ReceiveAsync());
    }

    [Fact]
    public async Task After_the_move_polling_is_over()
    {
        await _client.ConnectAsync();
        using var socket = await MoveAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await _client.TryPostAsync("3")).Status);
        Assert.Equal(
            (HttpStatusCode.BadRequest, """{"code":3,"message":"Bad request"}"""),
            await _client.GetAsync($"/socket.io/?EIO=4&transport=polling&sid={_client.Id}"));
        await Assert.ThrowsAsync<WebSocketException>(UpgradeAsync);
        await socket.SendAsync("""421["echo",1]""");
        Assert.Equal("""431[{"success":true,"data":1}]""", await socket.ReceiveAsync());
    }

    [Theory]
    [InlineData("2")]
    [InlineData("5")]
    [InlineData("""420["echo",1]""")]
    [InlineData("garbage")]
    public async Task A_wrong_first_packet_costs_the_WebSocket_and_not_the_session(string packet)
    {
        await _client.ConnectAsync();
        using var socket = await UpgradeAsync();

        await socket.SendAsync(packet);

        await AssertCutAsync(socket);
        await AssertPollsOnAsync();
    }

    [Theory]
    [InlineData("2probe")]
    [InlineData("3")]
    [InlineData("""420["echo",1]""")]
    public async Task A_wrong_second_packet_costs_the_WebSocket_and_not_the_session(string packet)
    {
        await _client.ConnectAsync();
        using var socket = await UpgradeAsync();
        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.ReceiveAsync());

        await socket.SendAsync(packet);

        await AssertCutAsync(socket);
        await AssertPollsOnAsync();
    }

    [Fact]
    public async Task A_client_that_breaks_off_goes_on_polling_and_may_try_again()
    {
        await _client.ConnectAsync();
        using (var first = await UpgradeAsync())
        {
            await first.SendAsync("2probe");
            Assert.Equal("3probe", await first.ReceiveAsync());
        }

        WebSocketTestClient? second = null;
        while (second is null)
        {
            await AssertPollsOnAsync();
            try
            {
                second = await UpgradeAsync();
            }
            catch (WebSocketException)
            {
                // The server has not noticed yet that the first one is gone.
                second = null;
            }
        }

        using (second)
        {
            await second.SendAsync("2probe");
            Assert.Equal("3probe", await second.ReceiveAsync());
            await second.SendAsync("5");
            await second.SendAsync("""421["echo",2]""");
            Assert.Equal("""431[{"success":true,"data":2}]""", await second.ReceiveAsync());
        }
    }

    [Fact]
    public async Task A_second_WebSocket_does_not_disturb_the_first()
    {
        await _client.ConnectAsync();
        using var first = await UpgradeAsync();
        await first.SendAsync("2probe");
        Assert.Equal("3probe", await first.ReceiveAsync());

        await Assert.ThrowsAsync<WebSocketException>(UpgradeAsync);

        await first.SendAsync("5");
        await first.SendAsync("""421["echo",1]""");
        Assert.Equal("""431[{"success":true,"data":1}]""", await first.ReceiveAsync());
    }

    [Fact]
    public async Task A_move_that_is_not_finished_in_time_is_given_up()
    {
        await _client.ConnectAsync();
        using var socket = await UpgradeAsync();
        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.ReceiveAsync());

        _time.Advance(TimeSpan.FromSeconds(10));

        await AssertCutAsync(socket);
        await AssertPollsOnAsync();
    }

    [Fact]
    public async Task A_client_that_moves_while_it_is_posting_did_not_wait_and_stays()
    {
        await _client.ConnectAsync();
        using var content = new PiecewiseContent("3\u001e"u8.ToArray());
        var post = _client.SendAsync(HttpMethod.Post, $"/socket.io/?EIO=4&transport=polling&sid={_client.Id}", content);
        await content.Begun;
        using var socket = await UpgradeAsync();
        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.ReceiveAsync());

        await socket.SendAsync("5");

        await AssertCutAsync(socket);
        content.Finish("3"u8.ToArray());
        Assert.Equal(HttpStatusCode.OK, (await post).Status);
        await AssertPollsOnAsync();
    }

    [Fact]
    public async Task A_session_that_ends_takes_the_WebSocket_that_is_being_tried_with_it()
    {
        await _client.ConnectAsync();
        using var socket = await UpgradeAsync();
        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.ReceiveAsync());

        await _client.PostAsync("1");

        await AssertCutAsync(socket);
    }

    [Fact]
    public async Task A_session_that_is_closed_on_the_way_is_closed_on_the_WebSocket()
    {
        await _client.ConnectAsync();
        var connection = await _server.ArrivalAsync();
        using var socket = await UpgradeAsync();
        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.ReceiveAsync());

        connection.Close(CloseReason.SessionEnded);
        await socket.SendAsync("5");

        Assert.Equal("41", await socket.ReceiveAsync());
        Assert.Null(await socket.ReceiveAsync());
    }

    [Fact]
    public async Task Nothing_is_lost_twice_or_out_of_order_when_a_client_moves_under_traffic()
    {
        for (var round = 0; round < 20; round++)
            await MoveUnderTrafficAsync(round);
    }

    private async Task MoveUnderTrafficAsync(int round)
    {
        const int Count = 1000;
        using var client = new PollingTestClient(_server.Url);
        await client.ConnectAsync();
        IRealtimeConnection connection = await _server.ArrivalAsync();
        _server.Contract.Started.Clear();
        var received = new List<int>();
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < Count; i++)
            {
                connection.Send(EchoContract.Event("n", i.ToString(CultureInfo.InvariantCulture)));
                if (i % 7 == 0)
                    await Task.Yield();
            }
        });

        var next = 0;
        using var socket = await WebSocketTestClient.OpenAsync(_server.Url, $"&sid={client.Id}");
        await socket.SendAsync("2probe");
        var probed = socket.ReceiveAsync();
        for (var i = 0; i < 3 + round; i++)
        {
            await client.PostAsync($"42[\"echo\",{next++}]", $"42[\"echo\",{next++}]");
            Take(await client.PollAsync());
        }

        Assert.Equal("3probe", await probed);
        await socket.SendAsync("5");
        while (next < Count)
            await socket.SendAsync($"42[\"echo\",{next++}]");
        await socket.SendAsync("""427["echo","end"]""");
        for (var ended = false; !ended || received.Count < Count;)
        {
            var packet = (await socket.ReceiveAsync())!;
            ended |= packet.StartsWith("437", StringComparison.Ordinal);
            Take(packet);
        }

        await sending;
        Assert.Equal(Enumerable.Range(0, Count), received);
        Assert.Equal([.. Enumerable.Range(0, Count).Select(i => $"echo {i}"), "echo \"end\""], _server.Contract.Started);

        void Take(string payload)
        {
            foreach (var packet in payload.Split('\u001e').Where(packet => packet.StartsWith("42[\"n\",", StringComparison.Ordinal)))
                received.Add(int.Parse(packet["42[\"n\",".Length..^1], CultureInfo.InvariantCulture));
        }
    }

    private Task<WebSocketTestClient> UpgradeAsync() => WebSocketTestClient.OpenAsync(_server.Url, $"&sid={_client.Id}");

    private async Task<WebSocketTestClient> MoveAsync()
    {
        var socket = await UpgradeAsync();
        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.ReceiveAsync());
        await socket.SendAsync("5");
        await socket.SendAsync("""420["echo",0]""");
        Assert.Equal("""430[{"success":true,"data":0}]""", await socket.ReceiveAsync());
        return socket;
    }

    private async Task AssertPollsOnAsync()
    {
        await _client.PostAsync("""429["echo",9]""");
        string answer;
        do
            answer = await _client.PollAsync();
        while (answer == "6");
        Assert.Equal("""439[{"success":true,"data":9}]""", answer);
    }

    private static async Task AssertCutAsync(WebSocketTestClient socket) => Assert.Null(await TryReceiveAsync(socket));

    private static async Task<string?> TryReceiveAsync(WebSocketTestClient socket)
    {
        try
        {
            return await socket.ReceiveAsync();
        }
        catch (WebSocketException)
        {
            return null;
        }
    }
}
