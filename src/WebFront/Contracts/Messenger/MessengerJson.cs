using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using OrleansChat.WebFront.Http.Json;

namespace OrleansChat.WebFront.Contracts.Messenger;

/// <summary>How Messenger spells JSON, over REST and realtime: snake_case, enums in lower case, timestamps in whole seconds with Z.</summary>
internal static class MessengerJson
{
    /// <summary>Levels of nesting that a client may send.</summary>
    public const int MaxDepth = 16;

    /// <summary>How exactly it tells the time.</summary>
    public const TimestampPrecision Precision = TimestampPrecision.Seconds;

    /// <summary>How it spells enums.</summary>
    public static readonly EnumConverter Enums = new(JsonNamingPolicy.SnakeCaseLower);

    /// <summary>How answers and events are written.</summary>
    public static readonly JsonSerializerOptions Options = Create();

    /// <summary>The same for what clients send: bounded in depth.</summary>
    private static readonly JsonSerializerOptions Input = Create(MaxDepth);

    /// <summary>Reads what a client sent; refuses it naming the field.</summary>
    public static T Read<T>(ReadOnlySpan<byte> utf8)
        where T : class => StrictJson.Read<T>(utf8, Input);

    private static JsonSerializerOptions Create(int maxDepth = 0)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            PropertyNameCaseInsensitive = false,
            NumberHandling = JsonNumberHandling.Strict,
            MaxDepth = maxDepth,
            AllowDuplicateProperties = false,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = JsonTypeInfoResolver.Combine(MessengerJsonContext.Default, new DefaultJsonTypeInfoResolver()),
            Converters = { new TimestampConverter(Precision), Enums, new OptionalConverter(), new TextConverter() },
        };
        options.MakeReadOnly();
        return options;
    }
}
