using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansChat.Grains.Interfaces.Accounts;

namespace OrleansChat.WebFront.Http.Json;

/// <summary>Tells null from absent in partial updates: a property that was sent, even as null, <see cref="Optional{T}.IsSet"/>.</summary>
internal sealed class OptionalConverter : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert)
        => typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Optional<>);

    /// <inheritdoc/>
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
        => (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert.GetGenericArguments()), options)!;

    private sealed class Converter<T>(JsonSerializerOptions options) : JsonConverter<Optional<T?>>
    {
        private readonly JsonConverter<T?> _inner = (JsonConverter<T?>)options.GetConverter(typeof(T));

        public override bool HandleNull => true;

        public override Optional<T?> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            => new(true, reader.TokenType == JsonTokenType.Null ? default : _inner.Read(ref reader, typeof(T), options));

        public override void Write(Utf8JsonWriter writer, Optional<T?> value, JsonSerializerOptions options)
            => JsonSerializer.Serialize(writer, value.Value, options);
    }
}
