using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansChat.WebFront.Contracts.Social.Docs;

/// <summary>What the contract's document says of an endpoint, word for word, with its examples.</summary>
internal sealed record SocialOperation(string Summary, string? Description, JsonNode? Request, int Status, JsonNode Response)
{
    private static readonly Dictionary<string, SocialOperation> All = Load();

    /// <summary>The operation of a method and a path below the prefix, such as <c>POST /messages</c>.</summary>
    public static SocialOperation Of(string method, string path) => All[$"{method} {path}"];

    private static Dictionary<string, SocialOperation> Load()
    {
        using var stream = typeof(SocialOperation).Assembly.GetManifestResourceStream(typeof(SocialOperation), "SocialOperations.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, SocialOperation>>(stream, JsonSerializerOptions.Web)!;
    }
}
