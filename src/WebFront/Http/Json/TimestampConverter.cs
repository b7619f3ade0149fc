using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansChat.WebFront.Http.Json;

/// <summary>Writes a moment in UTC as exactly as a contract does, and reads any ISO 8601 timestamp.</summary>
internal sealed class TimestampConverter(TimestampPrecision precision) : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => reader.TryGetDateTimeOffset(out var moment) ? moment : throw new JsonException("must be an ISO 8601 timestamp.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[(int)TimestampPrecision.Milliseconds];
        writer.WriteStringValue(text[..Timestamp.Format(value, precision, text)]);
    }
}
