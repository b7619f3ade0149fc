using OrleansChat.WebFront.Tests.Contracts.Shared;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger;

/// <summary>Whatever is thrown at Messenger's endpoints.</summary>
public sealed class MessengerFuzzTests(ChatServerFixture fixture) : FuzzTests(new MessengerContractProbe(fixture.Server))
{
    private readonly ChatServer _server = fixture.Server;

    [Theory]
    [InlineData("/v1")]
    [InlineData("/v1/")]
    [InlineData("/v1/nowhere")]
    [InlineData("/v1/users/a/b/c")]
    [InlineData("/messenger/v1/nowhere")]
    [InlineData("/v2/users/me")]
    [InlineData("/favicon.ico")]
    public async Task Unknown_routes_are_answered_in_the_envelope(string path)
        => (await _server.AskMessengerAsync(HttpMethod.Get, path)).Fails(404, "NOT_FOUND", "Route not found");

    [Theory]
    [InlineData("GET", "auth/login", "POST")]
    [InlineData("NONSENSE", "auth/logout", "POST")]
    public async Task Wrong_methods_are_answered_in_the_envelope(string method, string path, string allow)
    {
        var answer = (await _server.AskMessengerAsync(new HttpMethod(method), path)).Fails(405, "METHOD_NOT_ALLOWED");

        Assert.Equal(allow, string.Join(", ", answer.Headers["Allow"].Split(", ").Order()));
    }
}
