using System.Net;
using System.Text.Json;

namespace OrleansChat.EndToEnd.Tests.Deploy;

/// <summary>deploy/haproxy: what happens to a request whose front is not ready, gone, or breaks.</summary>
public sealed class BalancerTests : IAsyncLifetime
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false }) { Timeout = TimeSpan.FromMinutes(2) };
    private FakeFront _first = null!;
    private FakeFront _second = null!;
    private HaproxyProcess _haproxy = null!;

    public async ValueTask InitializeAsync()
    {
        if (!HaproxyProcess.IsInstalled)
            return;
        _first = await FakeFront.StartAsync();
        _second = await FakeFront.StartAsync();
        _haproxy = await HaproxyProcess.StartAsync(_first.Url, _second.Url);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_haproxy is null)
            return;
        await _haproxy.DisposeAsync();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task The_configuration_is_one_that_HAProxy_starts_with()
    {
        RequireHaproxy();
        var (exitCode, output) = await HaproxyProcess.CheckAsync();

        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain(output.Split('\n'), line => line.Contains("WARNING", StringComparison.Ordinal) && !line.Contains("could not resolve address", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_request_that_a_front_may_have_seen_is_not_sent_twice()
    {
        RequireHaproxy();
        _first.Breaks = _second.Breaks = true;

        await AssertUnavailableAsync(await PostAsync(), HttpStatusCode.BadGateway);

        Assert.Equal(1, _first.Posts + _second.Posts);
    }

    [Fact]
    public async Task A_request_that_did_not_reach_a_front_goes_to_the_other()
    {
        RequireHaproxy();
        await _first.StopAsync();

        for (var i = 0; i < 10; i++)
        {
            using var answer = await PostAsync();
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        Assert.Equal(10, _second.Posts);
    }

    [Fact]
    public async Task A_front_that_is_not_ready_is_given_nothing_until_it_is_again()
    {
        RequireHaproxy();
        _first.IsReady = false;
        await _haproxy.UntilAsync("front1", isUp: false);
        for (var i = 0; i < 10; i++)
            (await PostAsync()).Dispose();
        Assert.Equal((0, 10), (_first.Posts, _second.Posts));

        _first.IsReady = true;
        _second.IsReady = false;
        await _haproxy.UntilAsync("front1", isUp: true);
        await _haproxy.UntilAsync("front2", isUp: false);
        for (var i = 0; i < 10; i++)
            (await PostAsync()).Dispose();
        Assert.Equal((10, 10), (_first.Posts, _second.Posts));
    }

    [Fact]
    public async Task When_no_front_is_ready_clients_are_told_to_come_back_in_the_contracts_words()
    {
        RequireHaproxy();
        _first.IsReady = _second.IsReady = false;
        await _haproxy.UntilAsync("front1", isUp: false);
        await _haproxy.UntilAsync("front2", isUp: false);

        await AssertUnavailableAsync(await PostAsync(), HttpStatusCode.ServiceUnavailable);
        using var messenger = await _http.GetAsync(new Uri(_haproxy.Url, "/messenger/v1/users/me"));
        var body = JsonSerializer.Deserialize<JsonElement>(await messenger.Content.ReadAsStringAsync());
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "SERVICE_UNAVAILABLE"), (messenger.StatusCode, body.GetProperty("error").GetProperty("code").GetString()));
        Assert.Matches("^req_[0-9a-f]{32}$", body.GetProperty("request_id").GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", body.GetProperty("timestamp").GetString());
    }

    [Fact]
    public async Task A_front_learns_who_the_client_is_but_no_trace_of_its_making_and_a_log_line_has_no_query()
    {
        RequireHaproxy();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_haproxy.Url, "/social/api/v1/seen?access_token=a-secret"));
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        request.Headers.Add("tracestate", "a=b");
        request.Headers.Add("baggage", "c=d");
        using var answer = await _http.SendAsync(request);

        // The client's own claim stays, before what is known: a front believes from behind, as far as it knows the proxies. Of
        // traces it may not speak at all.
        Assert.Equal("203.0.113.9,127.0.0.1 http ", await answer.Content.ReadAsStringAsync());
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!_haproxy.Log.Contains("GET /social/api/v1/seen", StringComparison.Ordinal))
            await pause.WaitForNextTickAsync(limit.Token);
        Assert.DoesNotContain("a-secret", _haproxy.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operators_have_a_door_of_their_own()
    {
        RequireHaproxy();
        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync(new Uri(_haproxy.Operations, "/health"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync(new Uri(_haproxy.Operations, "/"))).StatusCode);
        Assert.DoesNotContain("haproxy_", await (await _http.GetAsync(new Uri(_haproxy.Url, "/metrics"))).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    internal static void RequireHaproxy()
    {
        Assert.True(HaproxyProcess.IsInstalled || Environment.GetEnvironmentVariable("CI") != "true", HaproxyProcess.Missing);
        Assert.SkipUnless(HaproxyProcess.IsInstalled, HaproxyProcess.Missing);
    }

    private Task<HttpResponseMessage> PostAsync() => _http.PostAsync(new Uri(_haproxy.Url, "/social/api/v1/messages"), new StringContent("{}"));

    private static async Task AssertUnavailableAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        using (answer)
        {
            Assert.Equal(status, answer.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
            Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
            var body = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
            Assert.False(body.GetProperty("success").GetBoolean());
            Assert.Equal("SERVICE_UNAVAILABLE", body.GetProperty("code").GetString());
        }
    }
}
