using OrleansChat.WebFront.Tests.Contracts.Shared;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger.Docs;

public sealed class MessengerDocsTests(ChatServerFixture fixture) : DocsTests(new MessengerContractProbe(fixture.Server))
{
    [Fact]
    public async Task Schemas_are_spelled_as_the_contract_spells_them()
    {
        var schemas = (await DocumentAsync())["components"]!["schemas"]!;

        Assert.Equal(
            ["access_token", "expires_in", "refresh_token", "token_type", "user"],
            schemas["MessengerSignIn"]!["properties"]!.AsObject().Select(property => property.Key).Order());
        Assert.Equal(["data", "success"], schemas["MessengerEnvelopeOfMessengerSignIn"]!["required"]!.AsArray().Select(name => (string)name!).Order());
        Assert.Contains("request_id", schemas["MessengerErrorAnswer"]!["properties"]!.AsObject().Select(property => property.Key));
        Assert.Equal(["code", "message"], schemas["MessengerErrorAnswer"]!["properties"]!["error"]!["required"]!.AsArray().Select(name => (string)name!).Order());
    }
}
