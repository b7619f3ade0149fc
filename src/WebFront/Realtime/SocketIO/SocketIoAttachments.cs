using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>
/// Puts attachments into the places that a binary packet's JSON holds for them. Contracts speak JSON, so each
/// <c>{"_placeholder":true,"num":n}</c> becomes the n-th attachment as a base64 string.
/// </summary>
internal static class SocketIoAttachments
{
    /// <summary>
    /// The packet's JSON with its attachments in place, or null when a placeholder names no attachment, or one that another
    /// placeholder has named already: repeated, a large attachment would make a small packet a huge document.
    /// </summary>
    public static byte[]? Insert(ReadOnlySpan<byte> json, IReadOnlyList<byte[]> attachments)
    {
        var output = new ArrayBufferWriter<byte>(json.Length + attachments.Sum(a => Base64.GetMaxEncodedToUtf8Length(a.Length) + 2));
        var reader = SocketIoPacketParser.JsonReader(json);
        var used = 0u;
        var copied = 0;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                continue;

            var start = (int)reader.TokenStartIndex;
            var ahead = reader;
            if (!IsPlaceholder(ref ahead, out var number))
                continue;
            if (number is not { } n || n < 0 || n >= attachments.Count || (used & (1u << n)) != 0)
                return null;

            used |= 1u << n;
            output.Write(json[copied..start]);
            WriteBase64(attachments[n], output);
            reader = ahead;
            copied = (int)reader.BytesConsumed;
        }

        output.Write(json[copied..]);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Whether the object that starts here holds <c>_placeholder: true</c> and at most <c>num</c> beside it; leaves the reader at its end.</summary>
    private static bool IsPlaceholder(ref Utf8JsonReader reader, out int? number)
    {
        number = null;
        var marked = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMark = SocketIoPacketParser.IsNamed(reader, "_placeholder"u8);
            if (!isMark && !SocketIoPacketParser.IsNamed(reader, "num"u8))
                return false;

            reader.Read();
            if (isMark)
                marked = reader.TokenType == JsonTokenType.True;
            else if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value))
                number = value;
            reader.Skip();
        }

        return marked;
    }

    private static void WriteBase64(ReadOnlySpan<byte> data, ArrayBufferWriter<byte> output)
    {
        output.Write("\""u8);
        Base64.EncodeToUtf8(data, output.GetSpan(Base64.GetMaxEncodedToUtf8Length(data.Length)), out _, out var written);
        output.Advance(written);
        output.Write("\""u8);
    }
}
