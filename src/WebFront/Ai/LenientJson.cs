using System.Collections.Immutable;
using System.Text.Json;

namespace OrleansChat.WebFront.Ai;

/// <summary>Reads the JSON that models write. What an object does not have, or has as something else, is missing.</summary>
internal static class LenientJson
{
    private const int MaxText = 10_000;
    private const int MaxName = 200;

    /// <summary>The object in an answer, which some models put between fences; null when there is none.</summary>
    public static JsonElement? Object(string text)
    {
        var (begin, end) = (text.IndexOf('{', StringComparison.Ordinal), text.LastIndexOf('}'));
        if (begin < 0 || end < begin)
            return null;
        try
        {
            return JsonElement.Parse(text.AsSpan(begin, end + 1 - begin));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>An object within; one without properties when there is none.</summary>
    public static JsonElement Inner(this JsonElement json, string name)
        => json.TryGetProperty(name, out var inner) && inner.ValueKind is JsonValueKind.Object ? inner : JsonElement.Parse("{}"u8);

    /// <summary>A text that the answer is nothing without.</summary>
    /// <exception cref="AiFailedException">There is none.</exception>
    public static string Required(this JsonElement json, string name) => json.Text(name, MaxText) ?? throw new AiFailedException($"it has no {name}");

    /// <summary>A short text; null when there is none.</summary>
    public static string? Name(this JsonElement json, string name) => json.Text(name, MaxName);

    /// <summary>Short texts, so many at most.</summary>
    public static ImmutableArray<string> Names(this JsonElement json, string name, int max) => !json.TryGetProperty(name, out var values) || values.ValueKind is not JsonValueKind.Array
        ? []
        : [.. values.EnumerateArray().Select(value => Text(value, MaxName)).OfType<string>().Take(max)];

    /// <summary>A number from 0 to 1; 0 when there is none.</summary>
    public static double Fraction(this JsonElement json, string name) => json.Number(name, 0);

    /// <summary>A number from <paramref name="min"/> to 1; 0 when there is none.</summary>
    public static double Number(this JsonElement json, string name, double min)
        => json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetDouble(out var number) ? Math.Clamp(number, min, 1) : 0;

    /// <summary>What an answer may hold of a text.</summary>
    public static string Cut(string text, int max = MaxText) => text.Length <= max ? text : text[..(char.IsHighSurrogate(text[max - 1]) ? max - 1 : max)];

    private static string? Text(this JsonElement json, string name, int max) => json.TryGetProperty(name, out var value) ? Text(value, max) : null;

    private static string? Text(JsonElement value, int max)
    {
        if (value.ValueKind is not JsonValueKind.String)
            return null;
        try
        {
            return value.GetString()!.Trim() is { Length: > 0 } text ? Cut(text, max) : null;
        }
        catch (InvalidOperationException)
        {
            return null; // Half of a surrogate pair.
        }
    }
}
