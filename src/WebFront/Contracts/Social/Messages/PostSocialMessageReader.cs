using System.Text.Json;
using OrleansChat.Grains.Interfaces.Conversations;

namespace OrleansChat.WebFront.Contracts.Social.Messages;

/// <summary>
/// Reads a <see cref="PostSocialMessage"/> as nearly all clients write it: known properties, each at most once, strings without
/// escapes, no metadata but an empty object. Whatever else there is, hostile or not, is left to the serializer and its refusals.
/// </summary>
internal static class PostSocialMessageReader
{
    private static readonly JsonElement EmptyObject = JsonElement.Parse("{}");

    /// <summary>Reads one; null for anything out of the ordinary.</summary>
    /// <param name="utf8">Text that is known to be UTF-8.</param>
    public static PostSocialMessage? TryRead(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return TryRead(new Utf8JsonReader(utf8));
        }
        catch (JsonException)
        {
            // The serializer says what is wrong with it.
            return null;
        }
    }

    private static PostSocialMessage? TryRead(Utf8JsonReader reader)
    {
        string? content = null, receiverId = null, groupId = null, parentId = null, clientMessageId = null;
        MessageType? type = null;
        JsonElement? metadata = null;
        var seen = 0;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var property = PropertyOf(ref reader);
            if (property < 0 || (seen & (1 << property)) != 0)
                return null;
            seen |= 1 << property;
            reader.Read();
            var read = property switch
            {
                0 => TryReadText(ref reader, out content),
                1 => TryReadText(ref reader, out receiverId),
                2 => TryReadText(ref reader, out groupId),
                3 => TryReadText(ref reader, out parentId),
                4 => TryReadText(ref reader, out clientMessageId),
                5 => TryReadType(ref reader, out type),
                _ => TryReadMetadata(ref reader, out metadata),
            };
            if (!read)
                return null;
        }

        return reader.TokenType == JsonTokenType.EndObject && !reader.Read()
            ? new PostSocialMessage(content, type, receiverId, groupId, parentId, metadata, clientMessageId)
            : null;
    }

    private static int PropertyOf(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped)
            return -1;
        var name = reader.ValueSpan;
        return name.SequenceEqual("content"u8) ? 0
            : name.SequenceEqual("receiverId"u8) ? 1
            : name.SequenceEqual("groupId"u8) ? 2
            : name.SequenceEqual("parentId"u8) ? 3
            : name.SequenceEqual("clientMessageId"u8) ? 4
            : name.SequenceEqual("type"u8) ? 5
            : name.SequenceEqual("metadata"u8) ? 6
            : -1;
    }

    /// <summary>Without escapes there is neither half a surrogate pair nor U+0000 in it.</summary>
    private static bool TryReadText(ref Utf8JsonReader reader, out string? text)
    {
        var isText = reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped;
        text = isText ? reader.GetString() : null;
        return isText || reader.TokenType == JsonTokenType.Null;
    }

    private static bool TryReadType(ref Utf8JsonReader reader, out MessageType? type)
    {
        type = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("TEXT"u8) ? MessageType.Text : null;
        return type is not null || reader.TokenType == JsonTokenType.Null;
    }

    private static bool TryReadMetadata(ref Utf8JsonReader reader, out JsonElement? metadata)
    {
        metadata = null;
        if (reader.TokenType == JsonTokenType.Null)
            return true;
        var start = reader.TokenStartIndex;
        if (reader.TokenType != JsonTokenType.StartObject || !reader.Read() || reader.TokenType != JsonTokenType.EndObject || reader.TokenStartIndex != start + 1)
            return false;
        metadata = EmptyObject;
        return true;
    }
}
