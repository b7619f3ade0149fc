using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Tests.Realtime.WebSockets;

/// <summary>A client that does not read, among others that do.</summary>
public sealed class WebSocketSlowClientTests
{
    private const int MaxQueuedBytes = 200_000;

    [Fact]
    public async Task A_client_that_does_not_read_is_cut_at_its_byte_bound_while_the_others_go_on()
    {
        await using var server = await TransportTestServer.StartAsync(configure: options => options.MaxQueuedBytes = MaxQueuedBytes);
        using var slow = await WebSocketTestClient.GreetedAsync(server.Url);
        var slowConnection = await server.ArrivalAsync();
        using var quick = await WebSocketTestClient.GreetedAsync(server.Url);
        var quickConnection = await server.ArrivalAsync();

        // The system's buffers take several megabytes before the connection's own queue grows.
        var sent = 0;
        while (server.Connections.ContainsKey(slowConnection))
        {
            Assert.True(sent < 20_000, "The slow client was not cut.");
            var news = EchoContract.Event("news", $$"""{"n":{{sent}},"x":"{{new string('x', 10_000)}}"}""");
            slowConnection.Send(news);
            Assert.InRange(slowConnection.QueuedBytes, 0, MaxQueuedBytes);
            quickConnection.Send(news);
            Assert.StartsWith($$"""{"type":"news","n":{{sent}},""", await quick.ReceiveAsync(), StringComparison.Ordinal);
            sent++;
        }

        Assert.Same(slowConnection, await server.DepartureAsync());
        Assert.Equal(CloseReason.TooSlow, slowConnection.ClosedFor);
        quickConnection.Send(EchoContract.Event("still", "{}"));
        Assert.Equal("""{"type":"still"}""", await quick.ReceiveAsync());
    }

    [Fact]
    public async Task What_may_be_dropped_is_dropped_before_the_client_is_cut()
    {
        await using var server = await TransportTestServer.StartAsync(configure: options => options.MaxQueuedBytes = MaxQueuedBytes);
        using var slow = await WebSocketTestClient.GreetedAsync(server.Url);
        var connection = await server.ArrivalAsync();
        var typing = EchoContract.Event("typing", $$"""{"x":"{{new string('x', 10_000)}}"}""", transient: true);

        for (var i = 0; i < 2_000; i++)
            connection.Send(typing);

        Assert.True(server.Connections.ContainsKey(connection));
        connection.Close(CloseReason.GoingAway);
        var received = 0;
        while (await slow.ReceiveAsync() is not null)
            received++;
        Assert.InRange(received, 1, 1_999);
    }
}
