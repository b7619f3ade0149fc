using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansChat.WebFront.Http.Json;

/// <summary>Spells enums as strings by a contract's <paramref name="naming"/>, and reads nothing else: no numbers, no other casing.</summary>
internal sealed class EnumConverter(JsonNamingPolicy naming) : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    /// <inheritdoc/>
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
        => (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert), naming)!;

    /// <summary>The published spellings of all values as JSON, in quotes; of an enum that counts from 0.</summary>
    public byte[][] Spelled<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(value => Encoding.UTF8.GetBytes($"\"{naming.ConvertName(value.ToString())}\""))];

    private sealed class Converter<T>(JsonNamingPolicy naming) : JsonConverter<T>
        where T : struct, Enum
    {
        private readonly Dictionary<T, JsonEncodedText> _names
            = Enum.GetValues<T>().ToDictionary(value => value, value => JsonEncodedText.Encode(naming.ConvertName(value.ToString())));

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                foreach (var (value, name) in _names)
                {
                    if (reader.ValueTextEquals(name.EncodedUtf8Bytes))
                        return value;
                }
            }

            throw new JsonException($"must be one of {string.Join(", ", _names.Values)}.");
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(_names[value]);
    }
}
