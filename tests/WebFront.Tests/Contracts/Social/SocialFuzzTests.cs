using OrleansChat.WebFront.Tests.Contracts.Shared;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social;

/// <summary>Whatever is thrown at Social's endpoints.</summary>
public sealed class SocialFuzzTests(ChatServerFixture fixture) : FuzzTests(new SocialProbe(fixture.Server))
{
    private readonly ChatServer _server = fixture.Server;

    [Fact]
    public async Task Unknown_fields_are_ignored()
    {
        var user = await _server.RegisterAsync();

        var answer = await user.PostAsync(
            "groups", TestJson.Raw("""{"Title":"no","title":"Group","unknown":[1],"id":"mine","ownerId":"me","__proto__":{"a":1},"":null}"""));

        Assert.Equal("Group", answer.Created().Data.GetProperty("title").GetString());
    }

    [Theory]
    [InlineData("/api/v1")]
    [InlineData("/api/v1/")]
    [InlineData("/api/v1/nowhere")]
    [InlineData("/api/v1/users/a/b/c")]
    [InlineData("/social/api/v1/nowhere")]
    [InlineData("/social")]
    [InlineData("/api/v2/users")]
    [InlineData("/favicon.ico")]
    [InlineData("/administrator")]
    [InlineData("/dev/tokens")]
    public async Task Unknown_routes_are_answered_in_the_envelope(string path)
        => (await _server.SendAsync(HttpMethod.Get, path)).Refused(404, "NOT_FOUND", "Route not found");

    [Theory]
    [InlineData("PUT", "messages", "POST")]
    [InlineData("DELETE", "messages", "POST")]
    [InlineData("GET", "auth/login", "POST")]
    [InlineData("POST", "users/x", "DELETE, GET, HEAD, PATCH")]
    [InlineData("TRACE", "groups", "GET, HEAD, POST")]
    [InlineData("NONSENSE", "calls", "GET, HEAD, POST")]
    public async Task Wrong_methods_are_answered_in_the_envelope(string method, string path, string allow)
    {
        var answer = await _server.SendAsync(new HttpMethod(method), path);

        answer.Refused(405, "METHOD_NOT_ALLOWED");
        Assert.Equal(allow, string.Join(", ", answer.Headers["Allow"].Split(", ").Order()));
    }
}
