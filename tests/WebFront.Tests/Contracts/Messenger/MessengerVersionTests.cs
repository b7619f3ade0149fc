using OrleansChat.WebFront.Contracts.Messenger;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger;

public sealed class MessengerVersionTests(ChatServerFixture fixture)
{
    private const string Header = "API-Version";
    private const string Version = "2025-01-15";

    private readonly ChatServer _server = fixture.Server;

    [Theory]
    [InlineData("users/me")]
    [InlineData("/v1/nowhere")]
    [InlineData("/messenger/nowhere")]
    [InlineData("/docs/openapi.json")]
    public async Task Every_answer_says_which_version_it_is_of(string path)
        => Assert.Equal(Version, (await _server.AskMessengerAsync(HttpMethod.Get, path)).Headers[Header]);

    [Fact]
    public async Task Other_contracts_say_nothing_of_it()
        => Assert.DoesNotContain(Header, (await _server.SendAsync(HttpMethod.Get, "health", headers: [(Header, "1")])).Ok().Headers.Keys);

    [Theory]
    [InlineData("/users/me")]
    [InlineData("/messenger/users/me")]
    [InlineData("/v1/users/me")]
    public async Task The_version_may_be_asked_for_by_the_header_alone(string path)
    {
        var ann = await MessengerUser.RegisterAsync(_server);

        Assert.Equal((await ann.GetAsync("users/me")).Text, (await ann.SendAsync(HttpMethod.Get, path, headers: (Header, Version))).Ok().Text);
    }

    [Fact]
    public async Task Without_the_header_the_path_has_to_name_it()
        => (await (await MessengerUser.RegisterAsync(_server)).GetAsync("/users/me")).Fails(404, "NOT_FOUND");

    [Theory]
    [InlineData("2025-01-16")]
    [InlineData("v1")]
    public async Task Another_version_is_refused(string version)
        => (await _server.AskMessengerAsync(HttpMethod.Get, "users/me", headers: (Header, version))).FailsFor(Header);

    [Theory]
    [InlineData("/messenger/users/me", "/messenger/v1/users/me")]
    [InlineData("/messenger/v1/users/me", "/messenger/v1/users/me")]
    [InlineData("/messenger/v2/users/me", "/messenger/v2/users/me")]
    [InlineData("/messenger/video", "/messenger/v1/video")]
    [InlineData("/messenger/ws", "/messenger/ws")]
    [InlineData("/messenger/hub/negotiate", "/messenger/hub/negotiate")]
    [InlineData("/messenger/docs/index.html", "/messenger/docs/index.html")]
    [InlineData("/messenger", "/messenger")]
    [InlineData("/messenger/", "/messenger/")]
    [InlineData("/social/users", "/social/users")]
    public void Only_resources_are_looked_for_below_the_version(string path, string completed)
        => Assert.Equal(completed, MessengerContract.Version.Complete(path).Value);
}
