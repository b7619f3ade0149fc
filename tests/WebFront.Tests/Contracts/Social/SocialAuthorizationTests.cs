using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social;

public sealed class SocialAuthorizationTests(ChatServerFixture fixture)
{
    private static readonly string[] Open =
    [
        "POST /auth/register", "POST /auth/login", "POST /auth/refresh", "GET /health", "GET /health/ready", "GET /metrics",
    ];

    private readonly ChatServer _server = fixture.Server;

    [Fact]
    public async Task Without_a_token_everything_but_the_open_routes_is_refused()
    {
        foreach (var route in SocialRoutes.Of(_server))
        {
            var answer = await _server.SendAsync(new HttpMethod(route.Method), route.With(_ => Guid.NewGuid().ToString()));
            if (Open.Contains(route.ToString()))
                Assert.NotEqual(401, answer.Status);
            else
                Assert.Equal("Bearer", answer.Refused(401, "UNAUTHORIZED", "Authentication required").Headers["WWW-Authenticate"]);
        }
    }

    [Fact]
    public async Task A_bad_token_is_refused_before_the_body_is_looked_at()
    {
        foreach (var route in SocialRoutes.Of(_server).Where(route => route.NeedsUser))
        {
            var answer = await _server.SendAsync(new HttpMethod(route.Method), route.With(_ => "x"), TestJson.Raw("{ nonsense"), "bad");
            answer.Refused(401, "UNAUTHORIZED", "Authentication required");
        }
    }
}
