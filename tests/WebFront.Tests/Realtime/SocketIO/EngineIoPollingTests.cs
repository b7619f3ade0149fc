using System.Net;
using System.Text;
using OrleansChat.Testing;
using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Tests.Realtime.SocketIO;

/// <summary>Long polling: what a session does from request to request.</summary>
public sealed class EngineIoPollingTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private TransportTestServer _server = null!;
    private PollingTestClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TransportTestServer.StartAsync(_time, options => options.MaxMessageBytes = 1000);
        _client = new PollingTestClient(_server.Url);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_poll_waits_for_an_event()
    {
        await _client.ConnectAsync();
        var connection = await _server.ArrivalAsync();

        var poll = _client.PollAsync();
        Assert.False(poll.IsCompleted);
        connection.Send(EchoContract.Event("news", """{"n":1}"""));

        Assert.Equal("""42["news",{"n":1}]""", await poll);
    }

    [Fact]
    public async Task What_came_between_polls_comes_in_one_answer()
    {
        await _client.ConnectAsync();
        var connection = await _server.ArrivalAsync();

        for (var i = 0; i < 3; i++)
            connection.Send(EchoContract.Event("news", i.ToString()));

        Assert.Equal("42[\"news\",0]\u001e42[\"news\",1]\u001e42[\"news\",2]", await _client.PollAsync());
    }

    [Fact]
    public async Task The_packets_of_a_post_are_taken_in_their_order()
    {
        await _client.ConnectAsync();

        await _client.PostAsync("3", """420["echo","é"]""", """421["echo"]""", """422["nonsense",1]""");

        var answer = await _client.PollAsync();
        while (answer.Count(c => c == '\u001e') < 2)
            answer += '\u001e' + await _client.PollAsync();
        Assert.Equal(
            """430[{"success":true,"data":"é"}]""" + '\u001e' + """431[{"success":true,"data":null}]""" + '\u001e' +
            """432[{"success":false,"error":"Unknown event nonsense"}]""", answer);
    }

    [Fact]
    public async Task Binary_attachments_come_as_base64()
    {
        await _client.ConnectAsync();

        await _client.PostAsync("""451-7["echo",{"file":{"_placeholder":true,"num":0}}]""", "bAQIDBA==");

        Assert.Equal("""437[{"success":true,"data":{"file":"AQIDBA=="}}]""", await _client.PollAsync());
    }

    [Fact]
    public async Task Packets_of_one_binary_event_may_come_in_several_posts()
    {
        await _client.ConnectAsync();

        await _client.PostAsync("""452-7["echo",[{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]]""");
        await _client.PostAsync("bAQ==");
        await _client.PostAsync("bAg==");

        Assert.Equal("""437[{"success":true,"data":["AQ==","Ag=="]}]""", await _client.PollAsync());
    }

    [Fact]
    public async Task A_second_poll_ends_the_session()
    {
        await _client.ConnectAsync();
        await _server.ArrivalAsync();
        var path = $"/socket.io/?EIO=4&transport=polling&sid={_client.Id}";

        var answers = await Task.WhenAll(_client.GetAsync(path), _client.GetAsync(path));

        // Whichever came second is the overlap; the one that was waiting is closed.
        Assert.Contains((HttpStatusCode.BadRequest, """{"code":3,"message":"Bad request"}"""), answers);
        Assert.Contains((HttpStatusCode.OK, "1"), answers);
        await _server.DepartureAsync();
        await _client.AssertGoneAsync();
    }

    [Fact]
    public async Task A_second_post_ends_the_session()
    {
        await _client.ConnectAsync();
        await _server.ArrivalAsync();
        var path = $"/socket.io/?EIO=4&transport=polling&sid={_client.Id}";
        using var one = new PiecewiseContent("3\u001e"u8.ToArray());
        using var other = new PiecewiseContent("3\u001e"u8.ToArray());

        var posts = Task.WhenAll(_client.SendAsync(HttpMethod.Post, path, one), _client.SendAsync(HttpMethod.Post, path, other));
        await _server.DepartureAsync();
        one.Finish("3"u8.ToArray());
        other.Finish("3"u8.ToArray());

        Assert.Single(await posts, answer => answer.Status == HttpStatusCode.BadRequest);
        await _client.AssertGoneAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("3\u001e")]
    [InlineData("b?")]
    [InlineData("42{}")]
    [InlineData("4\udc00")]
    public async Task A_body_that_is_none_ends_the_session(string body)
    {
        await _client.ConnectAsync();
        await _server.ArrivalAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await _client.TryPostAsync(body)).Status);

        await _server.DepartureAsync();
        await _client.AssertGoneAsync();
    }

    [Theory]
    [InlineData(1000, HttpStatusCode.OK)]
    [InlineData(1001, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(3_000_000, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_body_is_bounded_and_one_beyond_has_no_effect(int bytes, HttpStatusCode expected)
    {
        await _client.ConnectAsync();
        var packet = $"""42["echo","{new string('x', bytes - """42["echo",""]""".Length)}"]""";

        Assert.Equal(expected, (await _client.TryPostAsync(packet)).Status);

        Assert.Equal(expected == HttpStatusCode.OK ? 1 : 0, _server.Contract.Started.Count);
        await _client.PostAsync("""420["echo",1]""");
        Assert.Equal("""430[{"success":true,"data":1}]""", await _client.PollAsync());
    }

    [Fact]
    public async Task A_body_without_a_length_is_bounded_likewise()
    {
        await _client.ConnectAsync();
        using var content = new PiecewiseContent("3\u001e"u8.ToArray());
        var post = _client.SendAsync(HttpMethod.Post, $"/socket.io/?EIO=4&transport=polling&sid={_client.Id}", content);
        await content.Begun;

        content.Finish(new byte[2000]);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await post).Status);
    }

    [Fact]
    public async Task A_body_that_arrives_in_two_pieces_cut_anywhere_is_taken_whole()
    {
        await _client.ConnectAsync();
        var body = Encoding.UTF8.GetBytes("451-7[\"echo\",[\"€\",{\"_placeholder\":true,\"num\":0}]]\u001ebAQIDBA==\u001e3");
        for (var cut = 1; cut < body.Length; cut++)
        {
            using var content = new PiecewiseContent(body[..cut]);
            var post = _client.SendAsync(HttpMethod.Post, $"/socket.io/?EIO=4&transport=polling&sid={_client.Id}", content);
            await content.Begun;
            content.Finish(body[cut..]);

            Assert.Equal((HttpStatusCode.OK, "ok"), await post);
            Assert.Equal("""437[{"success":true,"data":["€","AQIDBA=="]}]""", await _client.PollAsync());
        }
    }

    [Fact]
    public async Task Random_bodies_are_taken_or_refused()
    {
        var random = new Random(20261120);
        var alphabet = "0123456b\u001e/,-[]{}\":echo"u8.ToArray();
        for (var round = 0; round < 300; round++)
        {
            using var client = new PollingTestClient(_server.Url);
            await client.ConnectAsync();
            var body = random.GetItems(alphabet, random.Next(0, 40));
            if (round % 3 == 0)
                random.NextBytes(body);
            using var content = new ByteArrayContent(body);

            var (status, _) = await client.SendAsync(HttpMethod.Post, $"/socket.io/?EIO=4&transport=polling&sid={client.Id}", content);

            Assert.True(status is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{status} for {Convert.ToHexString(body)}");
        }
    }

    [Fact]
    public async Task Binary_bodies_belong_to_another_protocol()
    {
        await _client.ConnectAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await _client.TryPostAsync("3", "application/octet-stream")).Status);
    }

    [Fact]
    public async Task A_close_packet_ends_the_session_and_the_poll()
    {
        await _client.ConnectAsync();
        await _server.ArrivalAsync();
        var poll = _client.PollAsync();

        await _client.PostAsync("1");

        await _server.DepartureAsync();
        Assert.Equal("6", await poll);
        await _client.AssertGoneAsync();
    }

    [Fact]
    public async Task A_client_that_breaks_off_its_poll_is_gone()
    {
        await _client.ConnectAsync();
        await _server.ArrivalAsync();
        using var http = new HttpClient();
        using var cancel = new CancellationTokenSource();
        var poll = http.GetAsync(new Uri(_server.Url, $"/socket.io/?EIO=4&transport=polling&sid={_client.Id}"), cancel.Token);
        await _client.PostAsync("3");

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
        // Whether the poll had reached the server or not: one that polls no more does not answer the next ping.
        var departure = _server.DepartureAsync();
        while (!departure.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await departure;
    }

    [Fact]
    public async Task The_heartbeat_keeps_a_client_that_answers_and_drops_one_that_does_not()
    {
        await _client.ConnectAsync();
        await _server.ArrivalAsync();
        for (var beat = 0; beat < 3; beat++)
        {
            _time.Advance(TimeSpan.FromSeconds(25));
            Assert.Equal("2", await _client.PollAsync());
            _time.Advance(TimeSpan.FromSeconds(19));
            await _client.PostAsync("3");
        }

        _time.Advance(TimeSpan.FromSeconds(25));
        Assert.Equal("2", await _client.PollAsync());
        Assert.Single(_server.Connections);
        _time.Advance(TimeSpan.FromSeconds(20));

        await _server.DepartureAsync();
        await _client.AssertGoneAsync();
    }

    [Fact]
    public async Task A_client_whose_session_ended_is_told_first_and_then_closed()
    {
        await _client.ConnectAsync();
        var connection = await _server.ArrivalAsync();
        connection.Send(EchoContract.Event("unread", "1"));

        connection.Close(CloseReason.SessionEnded);

        Assert.Same(connection, await _server.DepartureAsync());
        Assert.Equal("41", await _client.PollAsync());
        Assert.Equal("1", await _client.PollAsync());
        await _client.AssertGoneAsync();
    }

    [Fact]
    public async Task A_client_gets_what_is_queued_before_the_front_goes_away()
    {
        await _client.ConnectAsync();
        var connection = await _server.ArrivalAsync();
        connection.Send(EchoContract.Event("last", "1"));

        connection.Close(CloseReason.GoingAway);

        Assert.Equal("""42["last",1]""", await _client.PollAsync());
        Assert.Equal("1", await _client.PollAsync());
    }

    [Fact]
    public async Task A_client_that_does_not_poll_is_cut_at_its_byte_bound()
    {
        await using var server = await TransportTestServer.StartAsync(_time, options => options.MaxQueuedBytes = 10_000);
        using var client = new PollingTestClient(server.Url);
        await client.ConnectAsync();
        var connection = await server.ArrivalAsync();
        var news = EchoContract.Event("news", $"\"{new string('x', 1000)}\"");
        var typing = EchoContract.Event("typing", $"\"{new string('x', 1000)}\"", transient: true);

        for (var i = 0; i < 9; i++)
            connection.Send(news);
        for (var i = 0; i < 100; i++)
            connection.Send(typing);
        Assert.Single(server.Connections);
        connection.Send(news);

        Assert.Same(connection, await server.DepartureAsync());
        Assert.Equal("1", await client.PollAsync());
    }
}
