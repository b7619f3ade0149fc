using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Rules;

namespace OrleansChat.Grains.Conversations;

/// <summary>What messages and reactions may be.</summary>
internal static class MessageRules
{
    private const int MetadataDepth = 32;
    private const string Encrypted = "encrypted";

    /// <summary>Refuses a message that breaks a rule.</summary>
    public static void Check(NewMessage message)
    {
        CheckContent(message.Content, message.Encrypted);
        if (!Enum.IsDefined(message.Type))
            throw new ChatException("type", "Must be TEXT, IMAGE, FILE, VOICE or VIDEO.");
        if (message.Metadata is not null)
            CheckMetadata(message.Metadata);
        if (message.OperationId is not null)
            TextRules.Check("operationId", message.OperationId, 1, MessageLimits.OperationId);
        if (message.PeerId == message.SenderId)
            throw new ChatException("receiverId", "Must be another user.");
    }

    /// <summary>Refuses content that breaks a rule.</summary>
    public static void CheckContent(string? content, bool encrypted = false) =>
        TextRules.Check("content", content, 1, encrypted ? MessageLimits.Ciphertext : MessageLimits.Content);

    /// <summary>Refuses what cannot be an emoji.</summary>
    public static void CheckEmoji(string? emoji)
    {
        TextRules.Check("emoji", emoji, 1, MessageLimits.Emoji);
        if (emoji.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
            throw new ChatException("emoji", "Must be an emoji.");
    }

    /// <summary>Tells whether a repetition of an operation id has the same body: the first eight bytes of a SHA-256 over it.</summary>
    public static long FingerprintOf(NewMessage message)
    {
        const int Fixed = 128; // Lengths, type, parent and kind.
        const int OnStack = 1_024;
        var most = Fixed + Encoding.UTF8.GetMaxByteCount(message.Content.Length) + Encoding.UTF8.GetMaxByteCount(message.Metadata?.Length ?? 0);
        Span<byte> body = most <= OnStack
            ? stackalloc byte[OnStack]
            : new byte[Fixed + Encoding.UTF8.GetByteCount(message.Content) + Encoding.UTF8.GetByteCount(message.Metadata ?? "")];
        Span<char> type = stackalloc char[11];
        ((int)message.Type).TryFormat(type, out var digits);
        var written = Append(body, type[..digits]);
        written += Append(body[written..], message.Content);
        written += message.Metadata is { } metadata ? Append(body[written..], metadata) : AppendNone(body[written..]);
        written += message.ParentId is { } parent ? Append(body[written..], parent.ToString()) : AppendNone(body[written..]);
        if (message.Encrypted)
            written += Append(body[written..], Encrypted);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body[..written], hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }

    /// <summary>With its length in front, no two different bodies give the same bytes; -1 is none.</summary>
    private static int Append(Span<byte> body, ReadOnlySpan<char> part)
    {
        BinaryPrimitives.WriteInt32BigEndian(body, part.Length);
        return sizeof(int) + Encoding.UTF8.GetBytes(part, body[sizeof(int)..]);
    }

    private static int AppendNone(Span<byte> body)
    {
        BinaryPrimitives.WriteInt32BigEndian(body, -1);
        return sizeof(int);
    }

    private static void CheckMetadata(string metadata)
    {
        if (!TextRules.IsWellFormed(metadata))
            throw new ChatException("metadata", "Contains characters that are not allowed.");
        var bytes = Encoding.UTF8.GetBytes(metadata);
        if (bytes.Length > MessageLimits.Metadata)
            throw new ChatException("metadata", $"Must have at most {MessageLimits.Metadata} bytes.");
        if (!IsJsonObject(bytes))
            throw new ChatException("metadata", "Must be a JSON object.");
    }

    private static bool IsJsonObject(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MetadataDepth });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped
                    && !TextRules.IsWellFormed(reader.GetString()))
                    return false;
            }

            return true;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escaped half of a surrogate pair.
            return false;
        }
    }
}
