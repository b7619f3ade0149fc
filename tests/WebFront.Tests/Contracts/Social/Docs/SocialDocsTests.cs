using System.Text.Json.Nodes;
using OrleansChat.WebFront.Tests.Contracts.Shared;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social.Docs;

public sealed class SocialDocsTests(ChatServerFixture fixture) : DocsTests(new SocialProbe(fixture.Server))
{
    [Fact]
    public async Task All_of_the_published_document_is_there()
        => Assert.Equal(40, (await DocumentAsync())["paths"]!.AsObject().Sum(path => path.Value!.AsObject().Count));

    [Fact]
    public async Task Schemas_say_what_is_required_and_how_values_are_spelled()
    {
        var schemas = (await DocumentAsync())["components"]!["schemas"]!;

        AssertJson("""["content"]""", schemas["PostSocialMessage"]!["required"]);
        AssertJson("\"string\"", schemas["PostSocialMessage"]!["properties"]!["content"]!["type"]);
        AssertJson("""["TEXT","IMAGE","FILE","VOICE","VIDEO"]""", schemas["PostSocialMessage"]!["properties"]!["type"]!["enum"]);
        Assert.Null(schemas["UpdateSocialGroup"]!["required"]);
        AssertJson("""{"enum":["PRIVATE","PUBLIC","SECRET"],"type":"string"}""", schemas["UpdateSocialGroup"]!["properties"]!["type"]);
        AssertJson("""{"type":["null","string"]}""", schemas["UpdateSocialGroup"]!["properties"]!["cover"]);
        AssertJson("""{"$ref":"#/components/schemas/SocialMessage"}""", schemas["SocialEnvelopeOfSocialMessage"]!["properties"]!["data"]);
        AssertJson("""["success","data"]""", schemas["SocialEnvelopeOfSocialMessage"]!["required"]);
        AssertJson("""{"type":"string","format":"date-time"}""", schemas["SocialMessage"]!["properties"]!["createdAt"]);
        AssertJson("""{"type":"integer","format":"int64"}""", schemas["SocialMessage"]!["properties"]!["sequence"]);
        Assert.Equal(["code", "message", "success"], schemas["SocialError"]!["required"]!.AsArray().Select(name => (string)name!).Order());

        static void AssertJson(string expected, JsonNode? actual)
            => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"Expected {expected}, got {actual?.ToJsonString()}");
    }
}
