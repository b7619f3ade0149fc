using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social;

/// <summary>The examples of the published document, one file each, and what it means to answer like them.</summary>
internal static partial class Published
{
    /// <summary>Where the examples are: each contract has its own of the same names.</summary>
    private const string Folder = "Contracts/Social/Published";

    /// <summary>Strings of these fields are examples; all others are the contract's own words.</summary>
    private static readonly HashSet<string> Free =
    [
        "id", "username", "email", "avatar", "accessToken", "refreshToken", "statusMessage", "content", "title", "description", "cover", "userId",
        "senderId", "receiverId", "groupId", "initiatorId", "roomId", "roomUrl", "token", "lastSeen", "createdAt", "updatedAt", "endedAt", "joinedAt",
        "timestamp", "redis", "version", "platform", "arch",
    ];

    /// <summary>A request example, with some of its values replaced by real ones.</summary>
    public static JsonObject Request(string name, params (string Field, JsonNode? Value)[] real)
    {
        var request = Load($"{name}.request").AsObject();
        foreach (var (field, value) in real)
        {
            Assert.True(request.ContainsKey(field), $"{name} has no {field}.");
            request[field] = value;
        }

        return request;
    }

    /// <summary>Fails unless an answer has the shape and the fixed values of the example, and no other fields than those allowed besides.</summary>
    public static void Matches(this Answer answer, string name, params string[] additional)
        => Compare(Load($"{name}.response"), JsonNode.Parse(answer.Text), "$", additional);

    /// <summary>The same for the payload of an event.</summary>
    public static void Matches(this JsonElement payload, string name, params string[] additional)
        => Compare(Load(name), JsonNode.Parse(payload.GetRawText()), "$", additional);

    /// <summary>The published users have a realtime connection, those of REST tests have none: such an answer, once that is checked.</summary>
    public static Answer AsOnline(Answer answer)
    {
        var body = JsonNode.Parse(answer.Text)!;
        Assert.False((bool)body["data"]!["isOnline"]!);
        body["data"]!["isOnline"] = true;
        return answer with { Text = body.ToJsonString() };
    }

    /// <summary>Whether the document shows a request body.</summary>
    public static bool HasRequest(string name) => typeof(Published).Assembly.GetManifestResourceNames().Contains($"{Folder}/{name}.request.json");

    /// <summary>An example.</summary>
    public static JsonNode Load(string name)
    {
        using var stream = typeof(Published).Assembly.GetManifestResourceStream($"{Folder}/{name}.json")
            ?? throw new InvalidOperationException($"There is no example {name}.");
        return JsonNode.Parse(stream)!;
    }

    private static void Compare(JsonNode? expected, JsonNode? actual, string path, string[] additional)
    {
        Assert.True(expected?.GetValueKind() == actual?.GetValueKind() || (IsFlag(expected) && IsFlag(actual)), $"{path}: expected {expected?.ToJsonString() ?? "null"}, got {actual?.ToJsonString() ?? "null"}");
        switch (expected)
        {
            case JsonObject fields:
                var names = actual!.AsObject().Select(field => field.Key);
                Assert.True(
                    fields.All(field => actual.AsObject().ContainsKey(field.Key)) && names.All(field => fields.ContainsKey(field) || additional.Contains(field)),
                    $"{path}: expected {string.Join(", ", fields.Select(field => field.Key))}; got {string.Join(", ", names)}");
                foreach (var (field, value) in fields)
                    Compare(value, actual[field], $"{path}.{field}", additional);
                break;
            case JsonArray items:
                Assert.True(actual!.AsArray().Count > 0, $"{path} is empty.");
                foreach (var (index, item) in actual.AsArray().Index())
                    Compare(items[0], item, $"{path}[{index}]", additional);
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                CompareText((string)value!, (string)actual!, path);
                break;
            case JsonValue value when IsFlag(value):
                Assert.True((bool)value == (bool)actual!, $"{path}: expected {value}, got {actual}");
                break;
            default:
                break;
        }
    }

    private static void CompareText(string expected, string actual, string path)
    {
        var field = path[(path.LastIndexOf('.') + 1)..];
        if (expected == "uuid")
            Assert.True(Guid.TryParseExact(actual, "D", out _), $"{path}: {actual} is no UUID.");
        else if (Timestamp().IsMatch(expected))
            Assert.True(Timestamp().IsMatch(actual), $"{path}: {actual} is no timestamp like {expected}.");
        else if (!Free.Contains(field))
            Assert.True(expected == actual, $"{path}: expected {expected}, got {actual}");
    }

    private static bool IsFlag(JsonNode? node) => node?.GetValueKind() is JsonValueKind.True or JsonValueKind.False;

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\z")]
    private static partial Regex Timestamp();
}
