using System.Text.RegularExpressions;
using OrleansChat.Testing;
using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Tests.Realtime.SocketIO;

/// <summary>Who is let into the default namespace, and how one leaves it.</summary>
public sealed partial class SocketIoConnectTests : IAsyncLifetime
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

    [Theory]
    [InlineData("", """40{"token":"let-me-in"}""")]
    [InlineData("", """40{"other":{"token":"no"},"token":"Bearer let-me-in"}""")]
    [InlineData("&token=let-me-in", "40")]
    [InlineData("&token=Bearer%20let-me-in", "40{}")]
    [InlineData("&access_token=let-me-in", "40")]
    [InlineData("&token=wrong", """40{"token":"let-me-in"}""")]
    public async Task A_client_with_a_token_is_let_in(string query, string connect)
    {
        await _client.OpenAsync(query);

        await _client.PostAsync(connect);

        Assert.Matches(Greeting(), await _client.PollAsync());
        var connection = await _server.ArrivalAsync();
        Assert.Equal("echo", connection.Contract.Slug);
    }

    [Theory]
    [InlineData("", "40")]
    [InlineData("", "40{}")]
    [InlineData("", """40{"token":"wrong"}""")]
    [InlineData("", """40{"token":""}""")]
    [InlineData("", """40{"token":7}""")]
    [InlineData("", """40{"token":"\ud800"}""")]
    [InlineData("", """40{"auth":{"token":"let-me-in"}}""")]
    [InlineData("&token=let-me-in", """40{"token":"wrong"}""")]
    [InlineData("&token=wrong", "40")]
    public async Task A_client_without_a_token_is_refused_in_the_words_of_the_contract_and_may_try_again(string query, string connect)
    {
        await _client.OpenAsync(query);

        await _client.PostAsync(connect);

        Assert.Equal("""44{"message":"Authentication required"}""", await _client.PollAsync());
        Assert.Empty(_server.Connections);
        await _client.PostAsync("""40{"token":"let-me-in"}""");
        Assert.Matches(Greeting(), await _client.PollAsync());
    }

    [Fact]
    public async Task The_authorization_header_of_the_handshake_counts()
    {
        using var client = await WebSocketTestClient.OpenAsync(
            _server.Url, configure: options => options.SetRequestHeader("Authorization", "bearer let-me-in"));
        await client.ReceiveAsync();

        await client.SendAsync("40");

        Assert.Matches(Greeting(), await client.ReceiveAsync());
    }

    [Fact]
    public async Task Other_namespaces_do_not_exist()
    {
        await _client.ConnectAsync();

        await _client.PostAsync("""40/admin,{"token":"let-me-in"}""", "40/other", """420["echo",1]""");

        Assert.Equal("44/admin,{\"message\":\"Invalid namespace\"}\u001e44/other,{\"message\":\"Invalid namespace\"}\u001e430[{\"success\":true,\"data\":1}]", await _client.PollAsync());
    }

    [Theory]
    [InlineData("""42["echo"]""")]
    [InlineData("41")]
    [InlineData("430[]")]
    [InlineData("""44{"message":"no"}""")]
    public async Task Nothing_but_a_connect_may_come_first(string packet)
    {
        await _client.OpenAsync();

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, (await _client.TryPostAsync(packet)).Status);

        await _client.AssertGoneAsync();
    }

    [Theory]
    [InlineData("40")]
    [InlineData("""44{"message":"no"}""")]
    [InlineData("""42/admin,["echo"]""")]
    [InlineData("4x")]
    [InlineData("2")]
    public async Task A_packet_out_of_place_ends_the_session(string packet)
    {
        await _client.ConnectAsync();
        var connection = await _server.ArrivalAsync();

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, (await _client.TryPostAsync(packet)).Status);

        Assert.Same(connection, await _server.DepartureAsync());
        await _client.AssertGoneAsync();
    }

    [Fact]
    public async Task A_client_that_leaves_is_gone_and_may_come_back_as_another_connection()
    {
        await _client.ConnectAsync();
        var first = await _server.ArrivalAsync();

        await _client.PostAsync("41");
        Assert.Same(first, await _server.DepartureAsync());
        await _client.PostAsync("""40{"token":"let-me-in"}""");

        Assert.Matches(Greeting(), await _client.PollAsync());
        var second = await _server.ArrivalAsync();
        Assert.NotEqual(first.Id, second.Id);
        first.Send(EchoContract.Event("late", "1"));
        first.Close(CloseReason.SessionEnded);
        second.Send(EchoContract.Event("welcome", "2"));
        Assert.Equal("""42["welcome",2]""", await _client.PollAsync());
    }

    [Fact]
    public async Task A_client_that_does_not_connect_in_time_is_dropped()
    {
        using var client = await WebSocketTestClient.OpenAsync(_server.Url);
        await client.ReceiveAsync();

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Null(await client.ReceiveAsync());
        Assert.Equal("1008 connect timeout", client.Closed);
    }

    [Fact]
    public async Task A_client_that_connected_has_no_such_limit()
    {
        using var client = await WebSocketTestClient.ConnectAsync(_server.Url);

        _time.Advance(TimeSpan.FromSeconds(10));

        await client.SendAsync("""420["echo",1]""");
        Assert.Equal("""430[{"success":true,"data":1}]""", await client.ReceiveAsync());
    }

    [Fact]
    public async Task A_client_that_the_registry_turns_away_loses_its_transport_and_so_tries_again()
    {
        _server.Admission = (_, _) => ValueTask.FromResult(false);
        using var client = await WebSocketTestClient.OpenAsync(_server.Url);
        await client.ReceiveAsync();

        await client.SendAsync("""40{"token":"let-me-in"}""");

        Assert.Null(await client.ReceiveAsync());
        Assert.Equal("1013 try again later", client.Closed);
    }

    [Fact]
    public async Task A_registry_that_fails_turns_the_client_away_likewise()
    {
        _server.Admission = (_, _) => throw new InvalidOperationException("no cluster");
        using var client = await WebSocketTestClient.OpenAsync(_server.Url);
        await client.ReceiveAsync();

        await client.SendAsync("""40{"token":"let-me-in"}""");

        Assert.Null(await client.ReceiveAsync());
        Assert.Equal("1013 try again later", client.Closed);
    }

    [Fact]
    public async Task Events_that_come_before_the_greeting_follow_it()
    {
        _server.Admission = async (connection, _) =>
        {
            connection.Send(EchoContract.Event("early", "1"));
            await Task.Yield();
            connection.Send(EchoContract.Event("early", "2"));
            return true;
        };
        using var client = await WebSocketTestClient.OpenAsync(_server.Url);
        await client.ReceiveAsync();

        await client.SendAsync("""40{"token":"let-me-in"}""");

        Assert.Matches(Greeting(), await client.ReceiveAsync());
        Assert.Equal("""42["early",1]""", await client.ReceiveAsync());
        Assert.Equal("""42["early",2]""", await client.ReceiveAsync());
    }

    [Fact]
    public async Task A_client_that_goes_while_it_is_being_let_in_is_not_left_behind()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var admission = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.Admission = (_, _) =>
        {
            asked.SetResult();
            return new ValueTask<bool>(admission.Task);
        };
        await _client.OpenAsync();
        var posting = _client.TryPostAsync("""40{"token":"let-me-in"}""");
        await asked.Task.WaitAsync(TransportTestServer.Patience);

        // A second post ends the session while the registry is still thinking.
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, (await _client.TryPostAsync("3")).Status);
        admission.SetResult(true);
        await posting;

        Assert.Empty(_server.Connections);
    }

    [GeneratedRegex("""^40\{"sid":"[0-9a-f]{32}"\}$""")]
    private static partial Regex Greeting();
}
