using System.Globalization;
using System.Text.Json;
using OrleansChat.WebFront.Realtime;
using OrleansChat.WebFront.Tests.Realtime.Clients;

namespace OrleansChat.WebFront.Tests.Realtime.SocketIO;

/// <summary>The reference client, <c>socket.io-client</c>, as it comes from its package.</summary>
public sealed class SocketIoClientTests : IAsyncLifetime
{
    private TransportTestServer _server = null!;
    private RealtimeDriver _driver = null!;

    public static TheoryData<string[]> Transports { get; } =
        new TheoryData<string[]>([["websocket"], ["polling"], ["polling", "websocket"]]);

    public async ValueTask InitializeAsync()
    {
        _server = await TransportTestServer.StartAsync();
        _driver = RealtimeDriver.SocketIo();
    }

    public async ValueTask DisposeAsync()
    {
        await _driver.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Events_are_acknowledged(string[] transports)
    {
        var client = await ConnectAsync(transports);

        var answer = await client.AskAsync("echo", new { text = "€ 👋", n = 1 });
        var refusal = await client.AskAsync("nonsense");

        Assert.Equal("""{"success":true,"data":{"text":"€ 👋","n":1}}""", Result(answer));
        Assert.Equal("""{"success":false,"error":"Unknown event nonsense"}""", Result(refusal));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Errors_without_an_acknowledgement_come_as_the_error_event(string[] transports)
    {
        var client = await ConnectAsync(transports);

        await client.TellAsync("nonsense", 1);

        Assert.Equal("""{"message":"Unknown event nonsense"}""", (await client.NextAsync("error")).GetRawText());
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Binary_attachments_arrive(string[] transports)
    {
        var client = await ConnectAsync(transports);

        var answer = await client.AttachAsync("echo", [1, 2, 3, 4], [], [255]);

        Assert.Equal("""{"success":true,"data":{"files":["AQIDBA==","","/w=="]}}""", Result(answer));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_wrong_token_is_a_connect_error_in_the_words_of_the_contract(string[] transports)
    {
        var client = await BeginAsync(transports, token: "wrong");

        Assert.Equal("Authentication required", await client.RefusedAsync());
        Assert.Empty(_server.Connections);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Thousands_of_events_both_ways_arrive_once_and_in_order(string[] transports)
    {
        const int Count = 2000;
        var client = await BeginAsync(transports);
        var connection = await _server.ArrivalAsync();

        await client.BurstAsync("echo", Count);
        for (var i = 0; i < Count; i++)
        {
            connection.Send(EchoContract.Event("n", i.ToString(CultureInfo.InvariantCulture)));
            if (i % 5 == 0)
                await Task.Yield();
        }

        for (var i = 0; i < Count; i++)
            Assert.Equal(i, (await client.NextAsync("n")).GetInt32());
        await _server.Contract.HasStartedAsync(Count);
        if (transports.Length > 1)
            Assert.Equal("websocket", await client.UpgradedAsync());
        Assert.Equal(Enumerable.Range(0, Count).Select(i => $"echo {i}"), _server.Contract.Started);
    }

    [Fact]
    public async Task Nothing_is_lost_twice_or_out_of_order_while_many_clients_upgrade_under_traffic()
    {
        const int Clients = 10;
        const int Count = 1000;
        var clients = new List<(RealtimeClient Client, IRealtimeConnection Connection)>();
        for (var i = 0; i < Clients; i++)
            clients.Add((await BeginAsync(["polling", "websocket"]), await _server.ArrivalAsync()));

        foreach (var (client, _) in clients)
            await client.BurstAsync("echo", Count);
        for (var i = 0; i < Count; i++)
        {
            var n = EchoContract.Event("n", i.ToString(CultureInfo.InvariantCulture));
            clients.ForEach(each => each.Connection.Send(n));
            if (i % 3 == 0)
                await Task.Yield();
        }

        foreach (var (client, _) in clients)
        {
            for (var i = 0; i < Count; i++)
                Assert.Equal(i, (await client.NextAsync("n")).GetInt32());
            Assert.Equal("websocket", await client.UpgradedAsync());
        }

        await _server.Contract.HasStartedAsync(Clients * Count);
        Assert.All(Enumerable.Range(0, Count), i => Assert.Equal(Clients, _server.Contract.Started.Count(started => started == $"echo {i}")));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_client_whose_session_ended_is_told_so_and_stays_away(string[] transports)
    {
        var client = await ConnectAsync(transports, reconnect: true);
        var connection = await _server.ArrivalAsync();

        connection.Close(CloseReason.SessionEnded);

        Assert.Equal("io server disconnect", await client.ClosedAsync());
        Assert.Empty(_server.Connections);
    }

    [Theory]
    [InlineData(CloseReason.GoingAway, "websocket")]
    [InlineData(CloseReason.GoingAway, "polling")]
    [InlineData(CloseReason.TooSlow, "websocket")]
    [InlineData(CloseReason.TooSlow, "polling")]
    [InlineData(CloseReason.MissedEvents, "websocket")]
    [InlineData(CloseReason.MissedEvents, "polling")]
    public async Task A_client_that_has_to_go_elsewhere_or_to_resume_connects_again_by_itself(CloseReason reason, string transport)
    {
        var client = await ConnectAsync([transport], reconnect: true);
        var connection = await _server.ArrivalAsync();

        connection.Close(reason);

        Assert.Equal("transport close", await client.ClosedAsync());
        await client.ConnectedAsync();
        Assert.NotEqual(connection.Id, (await _server.ArrivalAsync()).Id);
        Assert.Equal("""{"success":true,"data":1}""", Result(await client.AskAsync("echo", 1)));
    }

    [Fact]
    public async Task A_client_that_was_cut_off_connects_again()
    {
        var client = await ConnectAsync(["websocket"], reconnect: true);
        var connection = await _server.ArrivalAsync();

        await client.CutAsync();

        Assert.Same(connection, await _server.DepartureAsync());
        await client.ConnectedAsync();
        Assert.Equal("""{"success":true,"data":1}""", Result(await client.AskAsync("echo", 1)));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_client_that_leaves_is_gone(string[] transports)
    {
        var client = await ConnectAsync(transports);
        var connection = await _server.ArrivalAsync();

        await client.LeaveAsync();

        Assert.Same(connection, await _server.DepartureAsync());
        Assert.Equal("io client disconnect", await client.ClosedAsync());
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_client_stays_over_many_heartbeats(string[] transports)
    {
        await using var server = await TransportTestServer.StartAsync(TimeProvider.System, options =>
            (options.PingInterval, options.PingTimeout) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)));
        var client = await BeginAsync(transports, server: server);
        var connection = await server.ArrivalAsync();

        for (var beat = 0; beat < 10; beat++)
            await client.PingedAsync();
        Assert.Equal("""{"success":true,"data":1}""", Result(await client.AskAsync("echo", 1)));

        Assert.True(server.Connections.ContainsKey(connection));
    }

    private static string Result(JsonElement answer) => answer.GetProperty("result").GetRawText();

    private async Task<RealtimeClient> ConnectAsync(string[] transports, bool reconnect = false)
        => await (await BeginAsync(transports, reconnect: reconnect)).ConnectedAsync();

    private Task<RealtimeClient> BeginAsync(
        string[] transports, string token = TransportTestServer.Token, bool reconnect = false, TransportTestServer? server = null)
        => _driver.BeginAsync(new Dictionary<string, object?>
        {
            ["url"] = (server ?? _server).Url.ToString(),
            ["path"] = "/socket.io",
            ["token"] = token,
            ["transports"] = transports,
            ["reconnect"] = reconnect,
        });
}
