using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OrleansChat.WebFront.Tests.Contracts.Shared;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social;

/// <summary>The examples of the published document, one file each, and what it means to answer like them.</summary>
internal static partial class Published
{
    /// <summary>Strings of these fields are examples; all others are the contract's own words.</summary>
    private static readonly HashSet<string> Free =
    [
        "id", "username", "email", "avatar", "accessToken", "refreshToken", "statusMessage", "content", "title", "description", "cover", "userId",
        "senderId", "receiverId", "groupId", "initiatorId", "roomId", "roomUrl", "token", "lastSeen", "createdAt", "updatedAt", "endedAt", "joinedAt",
        "timestamp", "redis", "version", "platform", "arch",
    ];

    private static readonly Examples Examples = new("Social", Free.Contains, Spells);

    /// <inheritdoc cref="Shared.Examples.Request"/>
    public static JsonObject Request(string name, params (string Field, JsonNode? Value)[] real) => Examples.Request(name, real);

    /// <summary>Fails unless an answer has the shape and the fixed values of the example, and no other fields than those allowed besides.</summary>
    public static void Matches(this Answer answer, string name, params string[] additional) => Examples.AssertLike($"{name}.response", answer.Text, additional);

    /// <summary>The same for the payload of an event.</summary>
    public static void Matches(this JsonElement payload, string name, params string[] additional) => Examples.AssertLike(name, payload.GetRawText(), additional);

    /// <summary>The published users have a realtime connection, those of REST tests have none: such an answer, once that is checked.</summary>
    public static Answer AsOnline(Answer answer)
    {
        var body = JsonNode.Parse(answer.Text)!;
        Assert.False((bool)body["data"]!["isOnline"]!);
        body["data"]!["isOnline"] = true;
        return answer with { Text = body.ToJsonString() };
    }

    /// <summary>Whether the document shows a request body.</summary>
    public static bool HasRequest(string name) => Examples.Has($"{name}.request");

    /// <inheritdoc cref="Shared.Examples.Load"/>
    public static JsonNode Load(string name) => Examples.Load(name);

    private static bool Spells(string expected, string actual, string path)
    {
        if (expected == "uuid")
            Assert.True(Guid.TryParseExact(actual, "D", out _), $"{path}: {actual} is no UUID.");
        else if (Timestamp().IsMatch(expected))
            Assert.True(Timestamp().IsMatch(actual), $"{path}: {actual} is no timestamp like {expected}.");
        else
            return false;
        return true;
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\z")]
    private static partial Regex Timestamp();
}
