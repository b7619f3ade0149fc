using System.Globalization;
using OrleansChat.Testing;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger;

public sealed class MessengerLimitsTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task An_address_may_ask_auth_five_times_a_minute_whatever_it_asks()
    {
        await using var server = await StartAsync();
        var ann = await MessengerUser.RegisterAsync(server);
        await server.AskMessengerAsync(HttpMethod.Post, "auth/refresh", new { refresh_token = "x" });
        var fourth = await server.AskMessengerAsync(HttpMethod.Post, "auth/login", new { email = "x" });
        var fifth = await ann.PostAsync("auth/logout");
        var sixth = await server.AskMessengerAsync(HttpMethod.Post, "auth/login", new { email = "x" });

        Assert.Equal((400, "5", "1"), (fourth.Status, fourth.Headers["X-RateLimit-Limit"], fourth.Headers["X-RateLimit-Remaining"]));
        Assert.Equal((200, "0"), (fifth.Status, fifth.Headers["X-RateLimit-Remaining"]));
        sixth.Fails(429, "RATE_LIMIT_EXCEEDED");
        Assert.Equal("60", sixth.Headers["Retry-After"]);
        _clock.Advance(TimeSpan.FromMinutes(1));
        (await server.AskMessengerAsync(HttpMethod.Post, "auth/login", new { email = "x" })).Fails(400, "VALIDATION_ERROR");
    }

    [Fact]
    public async Task A_user_may_ask_a_thousand_times_an_hour_and_others_are_not_held_to_it()
    {
        await using var server = await StartAsync();
        var ann = await MessengerUser.RegisterAsync(server);
        var bob = await MessengerUser.RegisterAsync(server);

        var first = (await ann.GetAsync("users/me")).Ok();
        for (var asked = 2; asked <= 1000; asked++)
            await ann.GetAsync("nowhere");
        var last = await ann.GetAsync("users/me");

        Assert.Equal(("1000", "999"), (first.Headers["X-RateLimit-Limit"], first.Headers["X-RateLimit-Remaining"]));
        var ends = DateTimeOffset.FromUnixTimeSeconds(long.Parse(first.Headers["X-RateLimit-Reset"], CultureInfo.InvariantCulture));
        Assert.InRange(ends - _clock.GetUtcNow(), TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61));
        last.Fails(429, "RATE_LIMIT_EXCEEDED");
        (await bob.GetAsync("users/me")).Ok();
    }

    private Task<ChatServer> StartAsync() => ChatServer.StartAsync(new() { RateLimits = true, Clock = _clock });
}
