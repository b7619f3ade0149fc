using System.Text;
using OrleansChat.WebFront.Tests.Realtime.Clients;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Operations;

/// <summary>Each metric of a node moves when what it counts happens: the whole program, read as a scraper reads it.</summary>
public sealed class NodeMetricsTests : IAsyncLifetime
{
    private ChatServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ChatServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_message_is_counted_from_the_request_to_the_disk_and_to_the_connection()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        using var socket = await RawSocketIo.ConnectAsync(_server.Url, bob.AccessToken);
        var before = await Scrape.OfAsync(_server);

        await ann.MessageToAsync(bob);

        await MovesAsync(before, "orleanschat_http_requests_total", """route="/social/api/v1/messages",status="201"}""");
        await MovesAsync(before, "orleanschat_http_request_seconds_count", """route="/social/api/v1/messages""");
        await MovesAsync(before, "orleanschat_messages_sent_total", "accepted");
        await MovesAsync(before, "orleanschat_grain_call_seconds_count", "ConversationGrain");
        await MovesAsync(before, "orleanschat_storage_commit_seconds_count");
        await MovesAsync(before, "orleanschat_storage_commit_writes_count");
        await MovesAsync(before, "orleanschat_storage_wait_seconds_count");
        await MovesAsync(before, "orleanschat_storage_writes_total", "stored");
        await MovesAsync(before, "orleanschat_storage_read_seconds_count");
        await MovesAsync(before, "orleanschat_fanout_deliveries_total");
        await MovesAsync(before, "orleanschat_fanout_call_seconds_count");
        await MovesAsync(before, "orleanschat_realtime_delivered_total");
        await MovesAsync(before, "orleanschat_realtime_fanout_seconds_count");
        await HoldsAsync(now => now.Of("orleanschat_grain_activations", "\"ConversationGrain\"") >= 1 && now.Of("orleanschat_grain_activations", "\"AccountGrain\"") >= 2);

        var after = await Scrape.OfAsync(_server);
        Assert.InRange(after.Of("orleanschat_realtime_fanout_seconds_sum"), 0, 60);
        Assert.Equal(0, after.Of("orleanschat_fanout_waiting_bytes"));
        Assert.All(
            ["orleanschat_storage_queue_writes", "orleanschat_storage_queue_bytes", "orleanschat_realtime_ear_bytes", "process_cpu_seconds_total"],
            name => Assert.Contains(name, after.Series.Keys));
    }

    [Fact]
    public async Task A_histogram_counts_each_measurement_in_the_buckets_that_hold_it()
    {
        await _server.RegisterAsync();

        var now = await Scrape.OfAsync(_server);

        foreach (var name in new[] { "orleanschat_storage_commit_writes", "orleanschat_storage_commit_seconds" })
        {
            var buckets = now.Series.Where(series => series.Key.StartsWith($"{name}_bucket{{", StringComparison.Ordinal)).Select(series => series.Value).ToList();
            Assert.Equal(buckets.Order(), buckets);
            Assert.Equal(now.Of($"{name}_count"), buckets[^1]);
        }
    }

    [Fact]
    public async Task A_refused_message_is_counted_by_its_refusal()
    {
        var ann = await _server.RegisterAsync();
        var before = await Scrape.OfAsync(_server);

        await ann.PostAsync("messages", new { content = "x", type = "TEXT", receiverId = Guid.NewGuid() });

        await MovesAsync(before, "orleanschat_messages_sent_total", "\"UserNotFound\"");
    }

    [Theory]
    [InlineData("socket.io")]
    [InlineData("signalr")]
    public async Task Connections_and_commands_are_counted_by_transport(string transport)
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var before = await Scrape.OfAsync(_server);
        using (var socket = await ConnectAsync(transport, ann))
        {
            await HoldsAsync(now => now.Of("orleanschat_realtime_connections", transport) == 1);
            Assert.Contains((await Scrape.OfAsync(_server)).Series.Keys, key => key.StartsWith("orleanschat_realtime_queued_bytes{", StringComparison.Ordinal));
            Assert.Equal(IRawClient.Done, await socket.AskAsync("message:send", Json($$"""{"content":"x","type":"TEXT","receiverId":"{{bob.Id}}"}""")));
            Assert.NotEqual(IRawClient.Done, await socket.AskAsync("no:such:command", Json("{}")));
        }

        await MovesAsync(before, "orleanschat_realtime_commands_total", """contract="social",command="message:send",outcome="done"}""");
        await MovesAsync(before, "orleanschat_realtime_commands_total", """contract="social",command="unknown",outcome="refused"}""");
        await MovesAsync(before, "orleanschat_realtime_command_seconds_count", """contract="social",command="message:send"}""");
        await MovesAsync(before, "orleanschat_realtime_disconnected_total", $$"""transport="{{transport}}",reason="left"}""");
        await HoldsAsync(now => now.Of("orleanschat_realtime_connections") == 0);
    }

    [Fact]
    public async Task A_session_that_ends_is_counted_and_so_is_its_connection()
    {
        var ann = await _server.RegisterAsync();
        using var socket = await RawSocketIo.ConnectAsync(_server.Url, ann.AccessToken);
        var before = await Scrape.OfAsync(_server);

        (await ann.PostAsync("auth/logout", new { refreshToken = ann.RefreshToken })).Ok();

        await MovesAsync(before, "orleanschat_realtime_revoked_total");
        await MovesAsync(before, "orleanschat_realtime_disconnected_total", "session_ended");
    }

    [Fact]
    public async Task What_clients_make_up_makes_no_new_series()
    {
        var ann = await _server.RegisterAsync();
        using var socket = await RawSocketIo.ConnectAsync(_server.Url, ann.AccessToken);
        await MakeUpAsync(socket, "first");
        await Scrape.OfAsync(_server);
        var before = await Scrape.OfAsync(_server);

        for (var i = 0; i < 20; i++)
            await MakeUpAsync(socket, $"x{i}");

        // Looking itself has activations counted, by a grain; that is seen one look later.
        var made = (await Scrape.OfAsync(_server)).Series.Keys.Except(before.Series.Keys);
        Assert.DoesNotContain(made, series => !series.StartsWith("orleanschat_grain_activations{", StringComparison.Ordinal) && !series.Contains("\"ManagementGrain\""));
    }

    [Fact]
    public async Task A_front_that_cannot_keep_up_counts_what_it_dropped_and_whom_it_cut()
    {
        await using var server = await ChatServer.StartAsync(new() { Settings = new Dictionary<string, string> { ["Realtime:MaxEarBytes"] = "2000" } });
        var (ann, bob) = await server.RegisterTwoAsync();
        using var socket = await RawSocketIo.ConnectAsync(server.Url, bob.AccessToken);

        await ann.MessageToAsync(bob, new string('x', 2000));

        await HoldsAsync(
            now => now.Of("orleanschat_realtime_dropped_total", "false") == 1
                && now.Of("orleanschat_realtime_missed_total") == 1
                && now.Of("orleanschat_realtime_disconnected_total", "missed_events") == 1,
            server);
    }

    [Fact]
    public async Task Whom_a_front_does_not_let_in_it_counts()
    {
        await using var server = await ChatServer.StartAsync(new() { Settings = new Dictionary<string, string> { ["Realtime:MaxConnectionsPerUser"] = "1" } });
        var ann = await server.RegisterAsync();
        using var socket = await RawSocketIo.ConnectAsync(server.Url, ann.AccessToken);

        await Assert.ThrowsAnyAsync<Exception>(() => RawSocketIo.ConnectAsync(server.Url, ann.AccessToken));

        await HoldsAsync(now => now.Of("orleanschat_realtime_turned_away_total") == 1, server);
    }

    [Fact]
    public async Task Requests_beyond_a_limit_are_counted_by_the_limit()
    {
        await using var server = await ChatServer.StartAsync(new() { RateLimits = true });
        for (var i = 0; i < 6; i++)
            await server.PostAsync("auth/login", new { email = "nobody@example.com", password = "Password123" });

        Assert.Equal(1, (await Scrape.OfAsync(server)).Of("orleanschat_http_limited_total", "\"social-auth\""));
    }

    private static ReadOnlyMemory<byte> Json(string text) => Encoding.UTF8.GetBytes(text);

    private async Task MakeUpAsync(RawSocketIo socket, string word)
    {
        await _server.SendAsync(HttpMethod.Get, $"/{word}/{word}");
        await _server.SendAsync(HttpMethod.Get, $"users/{word}");
        await _server.SendAsync(new HttpMethod(word.ToUpperInvariant()), "/socket.io/?EIO=4&transport=polling");
        await _server.SendAsync(new HttpMethod(word.ToUpperInvariant()), "health");
        await socket.AskAsync(word, Json("{}"));
    }

    private async Task<IRawClient> ConnectAsync(string transport, TestUser user) => transport == "signalr"
        ? await RawHubSocket.ConnectAsync(new Uri(_server.Url, "/social/hub").ToString(), user.AccessToken)
        : await RawSocketIo.ConnectAsync(_server.Url, user.AccessToken);

    private Task MovesAsync(Scrape before, string name, string label = "") => HoldsAsync(now => now.Of(name, label) > before.Of(name, label), what: name + label);

    private async Task HoldsAsync(Func<Scrape, bool> condition, ChatServer? server = null, string what = "")
    {
        try
        {
            await Eventually.HoldsAsync(async () => condition(await Scrape.OfAsync(server ?? _server)));
        }
        catch (OperationCanceledException)
        {
            var now = await Scrape.OfAsync(server ?? _server);
            Assert.Fail($"{what} did not come to hold:\n{string.Join('\n', now.Series.Where(series => !series.Key.Contains("_bucket")).Select(series => $"{series.Key} {series.Value}"))}");
        }
    }
}
