using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Tests.Http;

public sealed class RestPrefixesTests
{
    private readonly RestPrefixes _rest = new("/social/api", "/messenger/v1", "/messenger/docs");

    [Theory]
    [InlineData("/social/api/v1/messages", true)]
    [InlineData("/social/api", true)]
    [InlineData("/SOCIAL/API/docs/openapi.json", true)]
    [InlineData("/messenger/v1/auth/login", true)]
    [InlineData("/messenger/docs", true)]
    [InlineData("/social/apis", false)]
    [InlineData("/social/socket.io", false)]
    [InlineData("/messenger/ws", false)]
    [InlineData("/messenger", false)]
    [InlineData("/", false)]
    [InlineData("", false)]
    public void A_path_is_a_contracts_when_its_first_segments_are(string path, bool isRest) => Assert.Equal(isRest, _rest.Contain(path));
}
