using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>Why a text is no Socket.IO packet.</summary>
internal enum SocketIoParseError
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>Empty, or of an unknown type.</summary>
    UnknownType,

    /// <summary>Not UTF-8.</summary>
    NotUtf8,

    /// <summary>The number of attachments is missing, malformed or too large.</summary>
    Attachments,

    /// <summary>The namespace is too long.</summary>
    Namespace,

    /// <summary>The acknowledgement id is no integer that a client can hold.</summary>
    AckId,

    /// <summary>The JSON is malformed, or not what the type asks for.</summary>
    Data,

    /// <summary>A text came where an attachment was due, or an attachment where none was due.</summary>
    Sequence,

    /// <summary>The packet and its attachments are too large together.</summary>
    Size,
}

/// <summary>Reads Socket.IO packets from their text form. Whatever the bytes are, the answer is a packet or a <see cref="SocketIoParseError"/>.</summary>
internal static class SocketIoPacketParser
{
    /// <summary>Attachments of one packet, as the reference server bounds them.</summary>
    public const int MaxAttachments = 10;

    /// <summary>Bytes of a namespace.</summary>
    public const int MaxNamespaceBytes = 256;

    /// <summary>Clients count their ids in a double: 2⁵³ − 1 is the last exact one.</summary>
    private const ulong MaxAckId = (1UL << 53) - 1;

    /// <summary>Names that mean something to the protocol's own event emitters.</summary>
    private static readonly string[] ReservedEvents =
        ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];

    /// <summary>Reads a packet; its data are parts of <paramref name="encoded"/>.</summary>
    public static SocketIoParseError Parse(ReadOnlyMemory<byte> encoded, out SocketIoPacket packet)
    {
        packet = default;
        var text = encoded.Span;
        if (text.IsEmpty || text[0] - '0' is not (>= (int)SocketIoPacketType.Connect and <= (int)SocketIoPacketType.BinaryAck))
            return SocketIoParseError.UnknownType;
        if (!Utf8.IsValid(text))
            return SocketIoParseError.NotUtf8;

        var read = new SocketIoPacket((SocketIoPacketType)(text[0] - '0'));
        var position = 1;

        if (read.IsBinary)
        {
            if (!TryReadNumber(text, ref position, MaxAttachments, out var attachments) || attachments is null
                || position == text.Length || text[position] != (byte)'-')
                return SocketIoParseError.Attachments;
            position++;
            read = read with { Attachments = (int)attachments };
        }

        if (position < text.Length && text[position] == (byte)'/')
        {
            var length = text[position..].IndexOf((byte)',');
            var name = length < 0 ? text[position..] : text.Slice(position, length);
            if (name.Length > MaxNamespaceBytes)
                return SocketIoParseError.Namespace;
            read = read with { Namespace = name.Length == 1 ? SocketIoPacket.DefaultNamespace : Encoding.UTF8.GetString(name) };
            position += name.Length + (length < 0 ? 0 : 1);
        }

        if (!TryReadNumber(text, ref position, MaxAckId, out var ackId))
            return SocketIoParseError.AckId;

        return ReadData(read with { AckId = ackId, Data = encoded[position..] }, out packet);
    }

    /// <summary>Checks the JSON against the type and finds an event's name and argument in it.</summary>
    public static SocketIoParseError ReadData(SocketIoPacket read, out SocketIoPacket packet)
    {
        packet = default;
        try
        {
            var valid = read.Type switch
            {
                SocketIoPacketType.Connect => read.Data.IsEmpty || IsDocument(read.Data, JsonTokenType.StartObject),
                SocketIoPacketType.Disconnect => read.Data.IsEmpty,
                SocketIoPacketType.ConnectError => IsDocument(read.Data, JsonTokenType.StartObject, JsonTokenType.String),
                SocketIoPacketType.Ack or SocketIoPacketType.BinaryAck => IsDocument(read.Data, JsonTokenType.StartArray),
                _ => TryReadEvent(ref read),
            };
            if (!valid)
                return SocketIoParseError.Data;
        }
        catch (JsonException)
        {
            return SocketIoParseError.Data;
        }

        packet = read;
        return SocketIoParseError.None;
    }

    /// <summary>A reader. How deep an argument may go is the contract's business; the size of a message bounds it here.</summary>
    public static Utf8JsonReader JsonReader(ReadOnlySpan<byte> json)
        => new(json, new JsonReaderOptions { MaxDepth = int.MaxValue });

    /// <summary>Whether a property has a name, plainly written: comparing an escaped one fails for half a surrogate pair.</summary>
    public static bool IsNamed(in Utf8JsonReader property, ReadOnlySpan<byte> name)
        => !property.ValueIsEscaped && property.ValueSpan.SequenceEqual(name);

    private static bool IsDocument(ReadOnlyMemory<byte> json, params ReadOnlySpan<JsonTokenType> roots)
    {
        var reader = JsonReader(json.Span);
        if (!reader.Read() || !roots.Contains(reader.TokenType))
            return false;
        reader.Skip();
        return !reader.Read();
    }

    private static bool TryReadEvent(ref SocketIoPacket packet)
    {
        var json = packet.Data;
        var reader = JsonReader(json.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray || !reader.Read() || !TryReadName(ref reader, out var name))
            return false;

        var argument = ReadOnlyMemory<byte>.Empty;
        if (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            argument = json[start..(int)reader.BytesConsumed];

            // The arguments after the first mean nothing to a contract, but the packet must be JSON to its end.
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                reader.Skip();
        }

        if (reader.Read())
            return false;
        packet = packet with { EventName = name, Argument = argument };
        return true;
    }

    private static bool TryReadName(ref Utf8JsonReader reader, out string name)
    {
        name = "";
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                name = Encoding.ASCII.GetString(reader.ValueSpan);
                return true;
            case JsonTokenType.String:
                try
                {
                    name = reader.GetString()!;
                }
                catch (InvalidOperationException)
                {
                    // An escaped half of a surrogate pair: JSON by its grammar, but no text.
                    return false;
                }

                return !ReservedEvents.Contains(name);
            default:
                return false;
        }
    }

    /// <summary>Reads the digits at a position, if there are any; false when they are more than <paramref name="max"/>.</summary>
    private static bool TryReadNumber(ReadOnlySpan<byte> text, ref int position, ulong max, out ulong? number)
    {
        number = null;
        for (; position < text.Length && text[position] - '0' is >= 0 and <= 9 and var digit; position++)
        {
            number = (number ?? 0) * 10 + (ulong)digit;
            if (number > max)
                return false;
        }

        return true;
    }
}
