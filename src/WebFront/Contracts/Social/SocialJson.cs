using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using OrleansChat.WebFront.Contracts.Social.Messages;
using OrleansChat.WebFront.Http.Json;

namespace OrleansChat.WebFront.Contracts.Social;

/// <summary>How Social spells JSON, over REST and realtime: camelCase, <c>UPPER_CASE</c> enums, timestamps with three decimals and Z.</summary>
internal static class SocialJson
{
    /// <summary>Levels of nesting that a client may send.</summary>
    public const int MaxDepth = 16;

    /// <summary>How exactly it tells the time.</summary>
    public const TimestampPrecision Precision = TimestampPrecision.Milliseconds;

    /// <summary>How it spells enums.</summary>
    public static readonly EnumConverter Enums = new(JsonNamingPolicy.SnakeCaseUpper);

    /// <summary>How answers and events are written.</summary>
    public static readonly JsonSerializerOptions Options = Create();

    /// <summary>The same for what clients send: bounded in depth.</summary>
    private static readonly JsonSerializerOptions Input = Create(MaxDepth);

    /// <summary>Reads what a client sent; refuses it naming the field.</summary>
    public static T Read<T>(ReadOnlySpan<byte> utf8)
        where T : class => StrictJson.Read<T>(utf8, Input);

    /// <summary>The same for the one command that is on every message's way.</summary>
    public static PostSocialMessage ReadPost(ReadOnlySpan<byte> utf8)
        => Utf8.IsValid(utf8) && PostSocialMessageReader.TryRead(utf8) is { } read ? read : Read<PostSocialMessage>(utf8);

    private static JsonSerializerOptions Create(int maxDepth = 0)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            PropertyNameCaseInsensitive = false,
            NumberHandling = JsonNumberHandling.Strict,
            MaxDepth = maxDepth,
            AllowDuplicateProperties = false,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = JsonTypeInfoResolver.Combine(SocialJsonContext.Default, new DefaultJsonTypeInfoResolver()),
            Converters = { new TimestampConverter(Precision), Enums, new OptionalConverter(), new TextConverter() },
        };
        options.MakeReadOnly();
        return options;
    }
}
