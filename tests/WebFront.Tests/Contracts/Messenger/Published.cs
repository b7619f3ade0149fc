using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OrleansChat.WebFront.Tests.Contracts.Shared;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger;

/// <summary>The examples of the published document, one file each, and what it means to answer like them.</summary>
internal static partial class Published
{
    /// <summary>Strings of these fields are the contract's own words; all others are examples.</summary>
    private static readonly HashSet<string> Fixed = ["token_type", "type", "call_type", "message_type", "frequency"];

    private static readonly Examples Examples = new("Messenger", field => !Fixed.Contains(field), Spells);

    /// <inheritdoc cref="Shared.Examples.Request"/>
    public static JsonObject Request(string name, params (string Field, JsonNode? Value)[] real) => Examples.Request(name, real);

    /// <summary>Fails unless an answer has the shape and the fixed values of the example, and no other fields than those allowed besides.</summary>
    public static void Matches(this Answer answer, string name, params string[] additional)
    {
        Examples.AssertLike($"{name}.response", answer.Text, additional);
        Assert.Equal((string?)Load($"{name}.response")["message"], answer.Json.TryGetProperty("message", out var message) ? message.GetString() : null);
    }

    /// <summary>The same for a frame.</summary>
    public static void Matches(this JsonElement frame, string name, params string[] additional) => Examples.AssertLike(name, frame.GetRawText(), additional);

    /// <summary>Whether the document shows a request body.</summary>
    public static bool HasRequest(string name) => Examples.Has($"{name}.request");

    /// <summary>Whether the document shows an answer.</summary>
    public static bool HasResponse(string name) => Examples.Has($"{name}.response");

    /// <inheritdoc cref="Shared.Examples.Load"/>
    public static JsonNode Load(string name) => Examples.Load(name);

    private static bool Spells(string expected, string actual, string path)
    {
        if (Id().Match(expected) is { Success: true } id)
            Assert.Matches($"^{id.Groups[1].Value}_[0-9a-f]{{32}}$", actual);
        else if (Timestamp().IsMatch(expected))
            Assert.True(Timestamp().IsMatch(actual), $"{path}: {actual} is no timestamp like {expected}.");
        else
            return false;
        return true;
    }

    [GeneratedRegex(@"^(usr|conv|msg|call|file|cnt|notif|meet|req|conn)_[a-z0-9]+\z")]
    private static partial Regex Id();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\z")]
    private static partial Regex Timestamp();
}
