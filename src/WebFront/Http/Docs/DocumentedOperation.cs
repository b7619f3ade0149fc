using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansChat.WebFront.Http.Docs;

/// <summary>What a contract's published document says of an endpoint, word for word, with its examples.</summary>
internal sealed record DocumentedOperation(string Summary, string? Description, JsonNode? Request, int Status, JsonNode Response)
{
    /// <summary>A contract's operations, from the resource that lies beside a type.</summary>
    public static IReadOnlyDictionary<string, DocumentedOperation> Load(Type beside, string resource)
    {
        using var stream = beside.Assembly.GetManifestResourceStream(beside, resource)!;
        return JsonSerializer.Deserialize<Dictionary<string, DocumentedOperation>>(stream, JsonSerializerOptions.Web)!;
    }
}
