using System.Buffers;
using System.Buffers.Text;

namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>The kinds of Engine.IO packet, protocol revision 4; the number is the ASCII digit that starts a packet.</summary>
internal enum EngineIoPacketType : byte
{
    /// <summary>The handshake, from the server.</summary>
    Open,

    /// <summary>The transport may be closed.</summary>
    Close,

    /// <summary>Heartbeat from the server, or an upgrade's probe from the client.</summary>
    Ping,

    /// <summary>The answer to a ping.</summary>
    Pong,

    /// <summary>What the layer above says.</summary>
    Message,

    /// <summary>The client moves to the transport that this arrives on.</summary>
    Upgrade,

    /// <summary>Nothing; it ends a long poll.</summary>
    Noop,
}

/// <summary>
/// One Engine.IO packet. As text it is a digit and the data (<c>4hello</c>), or <c>b</c> and base64 for a binary message; as a
/// binary WebSocket message it is the data alone.
/// </summary>
internal readonly record struct EngineIoPacket(EngineIoPacketType Type, ReadOnlyMemory<byte> Data, bool IsBinary = false)
{
    /// <summary>A binary message: what a binary WebSocket message carries.</summary>
    public static EngineIoPacket Binary(ReadOnlyMemory<byte> data) => new(EngineIoPacketType.Message, data, IsBinary: true);

    /// <summary>Reads a packet's text form; <see cref="Data"/> is a part of <paramref name="encoded"/> unless it was base64.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> encoded, out EngineIoPacket packet)
    {
        packet = default;
        if (encoded.IsEmpty)
            return false;

        var first = encoded.Span[0];
        if (first == (byte)'b')
            return TryParseBase64(encoded.Span[1..], out packet);

        var type = first - '0';
        if (type is < (int)EngineIoPacketType.Open or > (int)EngineIoPacketType.Noop)
            return false;

        packet = new EngineIoPacket((EngineIoPacketType)type, encoded[1..]);
        return true;
    }

    /// <summary>Writes the packet's text form.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        if (IsBinary)
        {
            var target = output.GetSpan(1 + Base64.GetMaxEncodedToUtf8Length(Data.Length));
            target[0] = (byte)'b';
            Base64.EncodeToUtf8(Data.Span, target[1..], out _, out var written);
            output.Advance(1 + written);
            return;
        }

        output.Write([(byte)('0' + (int)Type)]);
        output.Write(Data.Span);
    }

    private static bool TryParseBase64(ReadOnlySpan<byte> base64, out EngineIoPacket packet)
    {
        var data = new byte[Base64.GetMaxDecodedFromUtf8Length(base64.Length)];
        var decoded = Base64.DecodeFromUtf8(base64, data, out _, out var written) == OperationStatus.Done;
        packet = decoded ? Binary(data.AsMemory(0, written)) : default;
        return decoded;
    }
}
