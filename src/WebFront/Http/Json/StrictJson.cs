using System.Text.Json;
using System.Text.Unicode;
using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.WebFront.Http.Json;

/// <summary>Reads JSON from outside: whatever is wrong with it is a <see cref="ChatException"/> that names the field.</summary>
internal static class StrictJson
{
    /// <summary>The name of the whole body in refusals.</summary>
    public const string Body = "body";

    /// <summary>Reads one object.</summary>
    public static T Read<T>(ReadOnlySpan<byte> utf8, JsonSerializerOptions options)
        where T : class
    {
        if (utf8.IsEmpty)
            throw new ChatException(Body, "must not be empty.");
        if (!Utf8.IsValid(utf8))
            throw new ChatException(Body, "must be UTF-8.");
        try
        {
            return JsonSerializer.Deserialize<T>(utf8, options) ?? throw new ChatException(Body, "must be a JSON object.");
        }
        catch (JsonException refused)
        {
            throw Understand(refused);
        }
    }

    /// <summary>
    /// The converters of this folder say the rule; the serializer's own messages name types, so they are reworded.
    /// A syntax error is an inner exception of the reader's.
    /// </summary>
    private static ChatException Understand(JsonException refused)
    {
        if (refused.InnerException is JsonException)
            return new ChatException(Body, "must be well-formed JSON without duplicate properties, nested at most 16 levels deep.");
        var field = refused.Path is null or "$" ? Body : refused.Path.StartsWith("$.", StringComparison.Ordinal) ? refused.Path[2..] : refused.Path;
        var rule = refused.Message.StartsWith("must ", StringComparison.Ordinal)
            ? refused.Message
            : field == Body ? "must be a JSON object." : "has the wrong type or is given more than once.";
        return new ChatException(field, rule);
    }
}
