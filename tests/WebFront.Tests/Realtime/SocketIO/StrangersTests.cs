using System.Net;
using System.Net.WebSockets;
using OrleansChat.Testing;
using OrleansChat.WebFront.Realtime;


namespace OrleansChat.WebFront.Tests.Realtime.SocketIO;

/// <summary>Strangers cannot take the places of users.</summary>
public sealed class StrangersTests
{
    private const string Handshake = "/socket.io/?EIO=4&transport=polling";

    private static readonly (HttpStatusCode, string) NoRoom = (HttpStatusCode.ServiceUnavailable, """{"code":4,"message":"Too many sessions"}""");

    [Fact]
    public void One_address_cannot_take_all_places()
    {
        var strangers = new Strangers(new RealtimeOptions { MaxUnauthenticated = 3, MaxUnauthenticatedPerAddress = 2 });
        var first = strangers.TryEnter("a");
        Assert.NotNull(first);
        Assert.NotNull(strangers.TryEnter("a"));
        Assert.Null(strangers.TryEnter("a"));
        Assert.NotNull(strangers.TryEnter("b"));
        Assert.Null(strangers.TryEnter("c"));

        first.GiveBack();
        first.GiveBack();
        Assert.NotNull(strangers.TryEnter("c"));
        Assert.False(first.TryTake());
    }

    [Fact]
    public void Each_address_leaves_half_of_what_is_free_to_the_others()
    {
        var strangers = new Strangers(new RealtimeOptions { MaxUnauthenticated = 1_000 });

        Assert.Equal([500, 250, 125, 63, 31], new[] { "a", "b", "c", "d", "e" }.Select(address =>
        {
            var taken = 0;
            while (strangers.TryEnter(address) is not null)
                taken++;
            return taken;
        }));
    }

    [Fact]
    public void A_session_that_has_ended_takes_no_place_again()
    {
        var strangers = new Strangers(new RealtimeOptions { MaxUnauthenticated = 1 });
        var place = strangers.TryEnter("a")!;
        place.End();
        Assert.False(place.TryTake());
        Assert.NotNull(strangers.TryEnter("a"));
    }

    [Theory]
    [InlineData(4, 9)]
    [InlineData(9, 2)]
    public async Task Sessions_without_a_user_are_bounded_and_the_next_is_told_when_to_come_back(int inAll, int perAddress)
    {
        await using var server = await StartAsync(inAll, perAddress);
        using var client = new PollingTestClient(server.Url);
        await client.OpenAsync();
        await client.OpenAsync();

        Assert.Equal(NoRoom, await client.GetAsync(Handshake));
        using var http = new HttpClient();
        using var refused = await http.GetAsync(new Uri(server.Url, Handshake));
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        await Assert.ThrowsAsync<WebSocketException>(() => WebSocketTestClient.OpenAsync(server.Url));

        await client.PostAsync("1");
        await client.OpenAsync();
    }

    [Fact]
    public async Task Who_has_authenticated_is_a_stranger_no_more_until_leaving_the_namespace()
    {
        await using var server = await StartAsync(inAll: 1, perAddress: 1);
        using var user = new PollingTestClient(server.Url);
        using var other = new PollingTestClient(server.Url);
        await user.ConnectAsync();
        await other.ConnectAsync();
        using var socket = await WebSocketTestClient.ConnectAsync(server.Url);

        await user.PostAsync("41");
        Assert.Equal(NoRoom, await other.GetAsync(Handshake));

        // There is no place to leave to any more.
        await socket.SendAsync("41");
        Assert.Null(await socket.ReceiveAsync());
        Assert.Equal("1013 try again later", socket.Closed);
    }

    [Fact]
    public async Task Whose_token_was_refused_is_told_so_and_soon_closed_however_often_it_tries()
    {
        var time = new ManualTimeProvider();
        await using var server = await TransportTestServer.StartAsync(time);
        using var polling = new PollingTestClient(server.Url);
        await polling.OpenAsync();
        await polling.PostAsync("""40{"token":"wrong"}""");
        using var socket = await WebSocketTestClient.OpenAsync(server.Url);
        await socket.ReceiveAsync();
        await socket.SendAsync("40");
        Assert.Equal("""44{"message":"Authentication required"}""", await socket.ReceiveAsync());
        time.Advance(TimeSpan.FromMilliseconds(400));
        await socket.SendAsync("40");
        Assert.Equal("""44{"message":"Authentication required"}""", await socket.ReceiveAsync());

        time.Advance(TimeSpan.FromMilliseconds(600));

        Assert.Null(await socket.ReceiveAsync());
        Assert.Equal("1008 refused", socket.Closed);
        Assert.Equal("""44{"message":"Authentication required"}""", await polling.PollAsync());
        Assert.Equal("1", await polling.PollAsync());
    }

    private static Task<TransportTestServer> StartAsync(int inAll, int perAddress) => TransportTestServer.StartAsync(configure: options =>
        (options.MaxUnauthenticated, options.MaxUnauthenticatedPerAddress) = (inAll, perAddress));
}
