using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansChat.WebFront.Http.Docs;

/// <summary>What a contract's published document says of an endpoint, word for word, with its examples; no response where the answer is no JSON.</summary>
internal sealed record DocumentedOperation(string Summary, string? Description, JsonNode? Request, int Status, JsonNode? Response)
{
    /// <summary>A contract's operations, from the resources that lie beside a type.</summary>
    public static IReadOnlyDictionary<string, DocumentedOperation> Load(Type beside, params IEnumerable<string> resources)
        => resources.SelectMany(resource => Read(beside, resource)).ToDictionary();

    private static Dictionary<string, DocumentedOperation> Read(Type beside, string resource)
    {
        using var stream = beside.Assembly.GetManifestResourceStream(beside, resource)!;
        return JsonSerializer.Deserialize<Dictionary<string, DocumentedOperation>>(stream, JsonSerializerOptions.Web)!;
    }
}
