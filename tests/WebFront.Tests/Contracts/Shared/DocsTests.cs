using System.Text.Json.Nodes;

namespace OrleansChat.WebFront.Tests.Contracts.Shared;

/// <summary>A contract's OpenAPI document says what the published one does, of every route and nothing else.</summary>
public abstract class DocsTests(ContractProbe probe)
{
    [Fact]
    public async Task Every_mapped_route_is_in_the_document_with_summary_and_the_published_examples()
    {
        var document = await DocumentAsync();

        foreach (var route in probe.Routes)
        {
            var operation = Operation(document, route);
            Assert.False(string.IsNullOrWhiteSpace((string?)operation["summary"]), $"{route} has no summary.");
            Assert.False(string.IsNullOrWhiteSpace((string?)operation["operationId"]));
            var success = operation["responses"]!.AsObject().Single(response => response.Key.StartsWith('2')).Value!;
            if (probe.Response(route) is { } response)
            {
                var answer = success["content"]!["application/json"]!;
                Assert.True(JsonNode.DeepEquals(response, answer["example"]), $"{route}: {answer["example"]}");
                Assert.NotNull(answer["schema"]);
            }

            if (probe.HasRequest(route))
                Assert.True(JsonNode.DeepEquals(probe.Request(route), operation["requestBody"]!["content"]!["application/json"]!["example"]), $"{route}");
            else
                Assert.Null(operation["requestBody"]?["content"]?["application/json"]);
        }
    }

    [Fact]
    public async Task Nothing_else_is_in_the_document()
    {
        var document = await DocumentAsync();

        var documented = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(method => $"{method.Key.ToUpperInvariant()} {path.Key}"));

        Assert.Equal(probe.Routes.Select(route => route.ToString()).Order(), documented.Order());
    }

    [Fact]
    public async Task Every_refusal_is_in_the_document_in_the_error_envelope()
    {
        var document = await DocumentAsync();

        foreach (var route in probe.Routes)
        {
            var responses = Operation(document, route)["responses"]!.AsObject();
            foreach (var (status, response) in responses.Where(response => !response.Key.StartsWith('2')))
            {
                foreach (var (_, example) in response!["content"]!["application/json"]!["examples"]!.AsObject())
                    probe.AssertErrorBody(example!["value"]!);
            }

            string[] expected =
            [
                "500", "503",
                .. route.IsLimited ? new[] { "429" } : [],
                .. route.NeedsUser ? new[] { "401" } : [],
                .. probe.HasRequest(route) ? new[] { "400", "413", "415" } : [],
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
    public async Task The_base_path_is_that_of_the_port()
    {
        Assert.Equal(probe.OwnPrefix, (string?)(await DocumentAsync())["servers"]![0]!["url"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Swagger_ui_shows_it(bool below)
    {
        var path = below ? $"/{probe.Slug}{probe.DocsPath}" : probe.DocsPath;
        var moved = await probe.SendAsync(HttpMethod.Get, path);
        Assert.Equal((301, "docs/index.html"), (moved.Status, moved.Headers["Location"]));

        Assert.Contains("swagger-ui", (await probe.SendAsync(HttpMethod.Get, $"{path}/index.html")).Ok().Text, StringComparison.Ordinal);
        Assert.Contains("openapi.json", (await probe.SendAsync(HttpMethod.Get, $"{path}/index.js")).Ok().Text, StringComparison.Ordinal);
        (await probe.SendAsync(HttpMethod.Get, $"{path}/openapi.json")).Ok();
    }

    private static JsonNode Operation(JsonNode document, ContractRoute route)
        => document["paths"]![route.Path]?[route.Method.ToLowerInvariant()] ?? throw new Xunit.Sdk.XunitException($"{route} is not in the document.");

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(field => field is { Key: "$ref", Value: JsonValue text } ? [(string)text!] : References(field.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };

    /// <summary>The document.</summary>
    protected async Task<JsonNode> DocumentAsync() => JsonNode.Parse((await probe.SendAsync(HttpMethod.Get, $"{probe.DocsPath}/openapi.json")).Ok().Text)!;
}
