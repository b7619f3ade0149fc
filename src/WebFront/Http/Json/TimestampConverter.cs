using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansChat.WebFront.Http.Json;

/// <summary>Writes a moment in UTC with exactly three decimals: <c>2025-01-01T00:00:00.000Z</c>.</summary>
internal sealed class TimestampConverter : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => reader.TryGetDateTimeOffset(out var moment) ? moment : throw new JsonException("must be an ISO 8601 timestamp.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[JsonText.TimestampLength];
        JsonText.FormatTime(value, text);
        writer.WriteStringValue(text);
    }
}
