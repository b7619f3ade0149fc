using System.Buffers;

namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>Several packets in one long-polling body, separated by the record separator: <c>4a␞4b␞2</c>.</summary>
internal static class EngineIoPayload
{
    /// <summary>ASCII's record separator; JSON and base64 never contain it unescaped.</summary>
    public const byte Separator = 0x1e;

    /// <summary>
    /// Takes the next packet off the front of <paramref name="rest"/>, which is null after the last one. False for a packet that
    /// is none: an empty body holds one such packet, and so does a body that ends in a separator.
    /// </summary>
    public static bool TryReadPacket(ref ReadOnlyMemory<byte>? rest, out EngineIoPacket packet)
    {
        var body = rest.GetValueOrDefault();
        var end = body.Span.IndexOf(Separator);
        if (end < 0)
        {
            rest = null;
            return EngineIoPacket.TryParse(body, out packet);
        }

        rest = body[(end + 1)..];
        return EngineIoPacket.TryParse(body[..end], out packet);
    }

    /// <summary>Joins packets that are encoded already.</summary>
    public static void Write(IReadOnlyList<OutboundFrame> packets, IBufferWriter<byte> output)
    {
        for (var i = 0; i < packets.Count; i++)
        {
            if (i > 0)
                output.Write([Separator]);
            packets[i].Write(output);
        }
    }

    /// <summary>How many bytes <see cref="Write"/> writes.</summary>
    public static long Length(IReadOnlyList<OutboundFrame> packets)
    {
        long length = Math.Max(0, packets.Count - 1);
        for (var i = 0; i < packets.Count; i++)
            length += packets[i].Length;
        return length;
    }
}
