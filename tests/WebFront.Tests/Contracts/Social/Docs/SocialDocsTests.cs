using System.Text.Json.Nodes;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social.Docs;

public sealed class SocialDocsTests(ChatServerFixture fixture)
{
    private readonly ChatServer _server = fixture.Server;

    [Fact]
    public async Task Every_mapped_route_is_in_the_document_with_summary_and_the_published_examples()
    {
        var document = await DocumentAsync();

        foreach (var route in SocialRoutes.Of(_server))
        {
            var operation = Operation(document, route);
            Assert.False(string.IsNullOrWhiteSpace((string?)operation["summary"]), $"{route} has no summary.");
            Assert.False(string.IsNullOrWhiteSpace((string?)operation["operationId"]));
            var success = operation["responses"]!.AsObject().Single(response => response.Key.StartsWith('2')).Value!;
            var answer = success["content"]!["application/json"]!;
            Assert.True(JsonNode.DeepEquals(Published.Load($"{route.ExampleName}.response"), answer["example"]), $"{route}: {answer["example"]}");
            Assert.NotNull(answer["schema"]);
            if (Published.HasRequest(route.ExampleName))
                Assert.True(JsonNode.DeepEquals(
                    Published.Load($"{route.ExampleName}.request"), operation["requestBody"]!["content"]!["application/json"]!["example"]), $"{route}");
            else
                Assert.Null(operation["requestBody"]);
        }
    }

    [Fact]
    public async Task Nothing_else_is_in_the_document()
    {
        var document = await DocumentAsync();

        var documented = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(method => $"{method.Key.ToUpperInvariant()} {path.Key}"));

        Assert.Equal(SocialRoutes.Of(_server).Select(route => route.ToString()).Order(), documented.Order());
        Assert.Equal(40, documented.Count());
    }

    [Fact]
    public async Task Every_refusal_is_in_the_document_in_the_error_envelope()
    {
        var document = await DocumentAsync();

        foreach (var route in SocialRoutes.Of(_server))
        {
            var responses = Operation(document, route)["responses"]!.AsObject();
            foreach (var (status, response) in responses.Where(response => !response.Key.StartsWith('2')))
            {
                foreach (var (_, example) in response!["content"]!["application/json"]!["examples"]!.AsObject())
                {
                    Assert.Equal(["success", "message", "code"], example!["value"]!.AsObject().Select(field => field.Key));
                    Assert.False((bool)example["value"]!["success"]!);
                }
            }

            string[] expected =
            [
                "500", "503",
                .. route.IsLimited ? new[] { "429" } : [],
                .. route.NeedsUser ? new[] { "401" } : [],
                .. Published.HasRequest(route.ExampleName) ? new[] { "400", "413", "415" } : [],
                .. route.Parameters.Count > 0 ? new[] { "404" } : [],
            ];
            Assert.True(expected.All(responses.ContainsKey), $"{route}: expected {string.Join(' ', expected)}, got {string.Join(' ', responses.Select(r => r.Key))}");
            Assert.Equal(route.NeedsUser, Operation(document, route)["security"] is not null);
        }
    }

    [Fact]
    public async Task Every_reference_resolves()
    {
        var document = await DocumentAsync();

        foreach (var reference in References(document))
        {
            JsonNode? target = document;
            foreach (var step in reference.TrimStart('#', '/').Split('/'))
                target = target?[step];
            Assert.True(target is not null, $"{reference} leads nowhere.");
        }
    }

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

    [Fact]
    public async Task The_base_path_is_that_of_the_port()
    {
        Assert.Equal("/api/v1", (string?)(await DocumentAsync())["servers"]![0]!["url"]);
    }

    [Theory]
    [InlineData("/api/docs")]
    [InlineData("/social/api/docs")]
    public async Task Swagger_ui_shows_it(string path)
    {
        var moved = await _server.SendAsync(HttpMethod.Get, path);
        Assert.Equal((301, "docs/index.html"), (moved.Status, moved.Headers["Location"]));

        Assert.Contains("swagger-ui", (await _server.SendAsync(HttpMethod.Get, $"{path}/index.html")).Ok().Text, StringComparison.Ordinal);
        Assert.Contains("openapi.json", (await _server.SendAsync(HttpMethod.Get, $"{path}/index.js")).Ok().Text, StringComparison.Ordinal);
        (await _server.SendAsync(HttpMethod.Get, $"{path}/openapi.json")).Ok();
    }

    private static JsonNode Operation(JsonNode document, SocialRoute route)
        => document["paths"]![route.Path]?[route.Method.ToLowerInvariant()] ?? throw new Xunit.Sdk.XunitException($"{route} is not in the document.");

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(field => field is { Key: "$ref", Value: JsonValue text } ? [(string)text!] : References(field.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };

    private async Task<JsonNode> DocumentAsync() => JsonNode.Parse((await _server.SendAsync(HttpMethod.Get, "/api/docs/openapi.json")).Ok().Text)!;
}
