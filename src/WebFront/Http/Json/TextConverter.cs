using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansChat.WebFront.Http.Json;

/// <summary>Reads text that can be stored and shown anywhere: no lone surrogates, no U+0000.</summary>
internal sealed class TextConverter : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new JsonException("must be a string.");
        string text;
        try
        {
            text = reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new JsonException("must be well-formed text.");
        }

        return text.Contains('\0', StringComparison.Ordinal) ? throw new JsonException("must not contain U+0000.") : text;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
