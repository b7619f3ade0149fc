using System.Globalization;
using OrleansChat.Testing;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social;

public sealed class SocialLimitsTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task Register_and_login_share_5_requests_per_15_minutes()
    {
        await using var server = await StartAsync();
        var ann = await server.RegisterAsync();
        await server.PostAsync("auth/login", new { });
        await server.PostAsync("auth/register", new { });
        var fifth = await server.PostAsync("auth/login", new { email = ann.Email, password = TestUser.Password });
        AssertCounted(fifth.Ok(), limit: 5, remaining: 0, TimeSpan.FromMinutes(15));

        _clock.Advance(TimeSpan.FromMinutes(5));
        var sixth = await server.PostAsync("auth/login", new { email = ann.Email, password = TestUser.Password });

        AssertLimited(sixth, limit: 5, TimeSpan.FromMinutes(10));
        AssertLimited(await server.PostAsync("auth/register", new { }), limit: 5, TimeSpan.FromMinutes(10));
        (await ann.GetAsync("auth/me")).Ok();
        _clock.Advance(TimeSpan.FromMinutes(10));
        AssertCounted((await server.PostAsync("auth/login", new { email = ann.Email, password = TestUser.Password })).Ok(), 5, 4, TimeSpan.FromMinutes(15));
    }

    [Fact]
    public async Task A_user_sends_30_messages_per_minute_and_another_user_as_many()
    {
        await using var server = await StartAsync();
        var (ann, bob) = await server.RegisterTwoAsync();
        for (var sent = 1; sent <= 30; sent++)
        {
            var answer = await ann.PostAsync("messages", new { content = "Hi", type = "TEXT", receiverId = bob.Id });
            AssertCounted(answer.Created(), 30, 30 - sent, TimeSpan.FromMinutes(1));
        }

        AssertLimited(await ann.PostAsync("messages", new { content = "Hi", type = "TEXT", receiverId = bob.Id }), 30, TimeSpan.FromMinutes(1));

        (await bob.PostAsync("messages", new { content = "Hi", type = "TEXT", receiverId = ann.Id })).Created();
        Assert.Equal(30, (await bob.GetAsync($"messages/direct/{ann.Id}")).Json.GetProperty("pagination").GetProperty("total").GetInt32() - 1);
        _clock.Advance(TimeSpan.FromMinutes(1));
        (await ann.PostAsync("messages", new { content = "Hi", type = "TEXT", receiverId = bob.Id })).Created();
    }

    [Fact]
    public async Task Sends_without_a_good_token_count_by_address()
    {
        await using var server = await StartAsync();
        for (var sent = 1; sent <= 30; sent++)
            AssertCounted((await server.SendAsync(HttpMethod.Post, "messages", token: $"bad{sent}")).Refused(401, "UNAUTHORIZED"), 30, 30 - sent, TimeSpan.FromMinutes(1));

        AssertLimited(await server.SendAsync(HttpMethod.Post, "messages", token: "bad"), 30, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Everything_else_shares_100_requests_per_15_minutes_unknown_routes_too()
    {
        await using var server = await StartAsync();
        var ann = await server.RegisterAsync();
        string[] paths = ["auth/me", "users/nobody", "nowhere", "groups", "calls?page=0"];
        for (var sent = 1; sent <= 100; sent++)
            AssertCounted(await ann.GetAsync(paths[sent % paths.Length]), 100, 100 - sent, TimeSpan.FromMinutes(15));

        AssertLimited(await ann.GetAsync("auth/me"), 100, TimeSpan.FromMinutes(15));
        AssertLimited(await ann.GetAsync("nowhere"), 100, TimeSpan.FromMinutes(15));
        AssertLimited(await ann.PatchAsync("messages/x", new { }), 100, TimeSpan.FromMinutes(15));
    }

    [Fact]
    public async Task Health_metrics_and_documentation_are_not_limited()
    {
        await using var server = await StartAsync();
        foreach (var path in new[] { "health", "health/ready", "metrics", "/api/docs/openapi.json" })
        {
            var answer = (await server.SendAsync(HttpMethod.Get, path)).Ok();
            Assert.DoesNotContain(answer.Headers.Keys, name => name.StartsWith("X-RateLimit", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task Switched_off_nothing_is_limited_or_told()
    {
        await using var server = await ChatServer.StartAsync(new() { RateLimits = false });
        for (var sent = 0; sent < 10; sent++)
        {
            var answer = await server.PostAsync("auth/login", new { });
            answer.Refused(400, "VALIDATION_ERROR");
            Assert.DoesNotContain(answer.Headers.Keys, name => name.StartsWith("X-RateLimit", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task A_forwarded_address_counts_only_from_a_known_proxy()
    {
        await using var behindProxy = await StartAsync(("Proxies:Known:0", "127.0.0.1"));
        await using var exposed = await StartAsync();

        for (var client = 1; client <= 6; client++)
        {
            AssertCounted(await LoginAsync(behindProxy, client), 5, 4, TimeSpan.FromMinutes(15));
            var answer = await LoginAsync(exposed, client);
            if (client <= 5)
                AssertCounted(answer, 5, 5 - client, TimeSpan.FromMinutes(15));
            else
                AssertLimited(answer, 5, TimeSpan.FromMinutes(15));
        }

        static Task<Answer> LoginAsync(ChatServer server, int client)
            => server.SendAsync(HttpMethod.Post, "auth/login", TestJson.Raw("{}"), headers: [("X-Forwarded-For", $"203.0.113.{client}")]);
    }

    [Fact]
    public async Task Behind_several_known_proxies_the_first_address_that_is_not_known_is_the_clients()
    {
        await using var server = await StartAsync(("Proxies:Known:0", "127.0.0.1"), ("Proxies:Known:1", "10.0.0.0/8"));

        for (var client = 1; client <= 6; client++)
            AssertCounted(await LoginAsync($"203.0.113.{client}, 10.0.0.1, 10.0.0.2"), 5, 4, TimeSpan.FromMinutes(15));

        // What a client makes up lies beyond the first stranger.
        for (var lie = 2; lie <= 5; lie++)
            AssertCounted(await LoginAsync($"198.51.100.{lie}, 203.0.113.1, 10.0.0.1"), 5, 5 - lie, TimeSpan.FromMinutes(15));
        AssertLimited(await LoginAsync("198.51.100.6, 203.0.113.1, 10.0.0.1"), 5, TimeSpan.FromMinutes(15));

        Task<Answer> LoginAsync(string forwardedFor)
            => server.SendAsync(HttpMethod.Post, "auth/login", TestJson.Raw("{}"), headers: [("X-Forwarded-For", forwardedFor)]);
    }

    private void AssertCounted(Answer answer, int limit, int remaining, TimeSpan window)
    {
        Assert.Equal($"{limit}", answer.Headers["X-RateLimit-Limit"]);
        Assert.Equal($"{remaining}", answer.Headers["X-RateLimit-Remaining"]);
        Assert.InRange(Reset(answer), _clock.GetUtcNow(), _clock.GetUtcNow() + window);
        Assert.DoesNotContain("Retry-After", answer.Headers.Keys);
    }

    private void AssertLimited(Answer answer, int limit, TimeSpan wait)
    {
        answer.Refused(429, "RATE_LIMIT_EXCEEDED", "Too many requests, please try again later.");
        Assert.Equal("""{"success":false,"message":"Too many requests, please try again later.","code":"RATE_LIMIT_EXCEEDED"}""", answer.Text);
        Assert.Equal($"{limit}", answer.Headers["X-RateLimit-Limit"]);
        Assert.Equal("0", answer.Headers["X-RateLimit-Remaining"]);
        Assert.Equal(_clock.GetUtcNow() + wait, Reset(answer));
        Assert.Equal(wait.TotalSeconds.ToString(CultureInfo.InvariantCulture), answer.Headers["Retry-After"]);
    }

    private static DateTimeOffset Reset(Answer answer)
        => DateTimeOffset.FromUnixTimeSeconds(long.Parse(answer.Headers["X-RateLimit-Reset"], CultureInfo.InvariantCulture));

    private Task<ChatServer> StartAsync(params (string Key, string Value)[] settings) => ChatServer.StartAsync(new()
    {
        RateLimits = true,
        Clock = _clock,
        Settings = settings.ToDictionary(setting => setting.Key, setting => setting.Value),
    });
}
