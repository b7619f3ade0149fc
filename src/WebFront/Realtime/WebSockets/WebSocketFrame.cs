using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace OrleansChat.WebFront.Realtime.WebSockets;

/// <summary>
/// The header of a WebSocket frame (RFC 6455, 5.2): <c>81 05</c> begins a text message of five bytes from a server. What clients
/// send is masked, with four bytes after the length; what servers send is not. There are no extensions here: no compression.
/// </summary>
/// <param name="Opcode">What the frame is.</param>
/// <param name="IsFinal">Whether the message ends with it.</param>
/// <param name="Length">Bytes that follow.</param>
/// <param name="Mask">The four bytes that they are combined with, as they stand in memory.</param>
internal readonly record struct WebSocketFrame(WebSocketOpcode Opcode, bool IsFinal, long Length, uint Mask)
{
    /// <summary>Bytes of the longest header that a server writes.</summary>
    public const int MaxServerHeader = 10;

    /// <summary>Bytes of a control frame at most.</summary>
    public const int MaxControlLength = 125;

    private const int MaxClientHeader = 14;
    private const byte Final = 0x80;
    private const byte Reserved = 0x70;
    private const byte OpcodeBits = 0x0f;
    private const byte Masked = 0x80;
    private const byte LengthBits = 0x7f;
    private const byte TwoByteLength = 126;
    private const byte EightByteLength = 127;

    /// <summary>Whether it may come between the parts of a message.</summary>
    public bool IsControl => Opcode >= WebSocketOpcode.Close;

    /// <summary>
    /// Reads the header of a client's frame off the front of <paramref name="input"/>. False when bytes are missing, or when it
    /// breaks the protocol, which <paramref name="broken"/> tells apart.
    /// </summary>
    public static bool TryRead(ref ReadOnlySequence<byte> input, out WebSocketFrame frame, out bool broken)
    {
        var first = input.FirstSpan;
        if (first.Length < MaxClientHeader && !input.IsSingleSegment)
        {
            Span<byte> together = stackalloc byte[(int)Math.Min(MaxClientHeader, input.Length)];
            input.Slice(0, together.Length).CopyTo(together);
            return TryRead(together, ref input, out frame, out broken);
        }

        return TryRead(first, ref input, out frame, out broken);
    }

    /// <summary>Writes the header of a server's whole message or control frame; answers its bytes.</summary>
    public static int WriteHeader(WebSocketOpcode opcode, int length, Span<byte> header)
    {
        header[0] = (byte)(Final | (byte)opcode);
        switch (length)
        {
            case < TwoByteLength:
                header[1] = (byte)length;
                return 2;
            case <= ushort.MaxValue:
                header[1] = TwoByteLength;
                BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)length);
                return 4;
            default:
                header[1] = EightByteLength;
                BinaryPrimitives.WriteInt64BigEndian(header[2..], length);
                return MaxServerHeader;
        }
    }

    /// <summary>Copies what a client sent, unmasked; answers the mask for what follows it.</summary>
    public static uint Unmask(ReadOnlySpan<byte> from, Span<byte> to, uint mask)
    {
        var wide = ((ulong)mask << 32) | mask;
        while (from.Length >= sizeof(ulong))
        {
            MemoryMarshal.Write(to, MemoryMarshal.Read<ulong>(from) ^ wide);
            from = from[sizeof(ulong)..];
            to = to[sizeof(ulong)..];
        }

        Span<byte> key = stackalloc byte[sizeof(uint)];
        MemoryMarshal.Write(key, mask);
        for (var i = 0; i < from.Length; i++)
            to[i] = (byte)(from[i] ^ key[i % sizeof(uint)]);

        // The next byte meets the key's byte that follows, wherever it stands in memory.
        var used = from.Length % sizeof(uint);
        Span<byte> turned = stackalloc byte[sizeof(uint)];
        for (var i = 0; i < sizeof(uint); i++)
            turned[i] = key[(i + used) % sizeof(uint)];
        return MemoryMarshal.Read<uint>(turned);
    }

    private static bool TryRead(ReadOnlySpan<byte> start, ref ReadOnlySequence<byte> input, out WebSocketFrame frame, out bool broken)
    {
        (frame, broken) = (default, false);
        if (start.Length < 2)
            return false;
        var opcode = (WebSocketOpcode)(start[0] & OpcodeBits);
        var isFinal = (start[0] & Final) != 0;
        long length = start[1] & LengthBits;
        var isKnown = opcode is <= WebSocketOpcode.Binary or (>= WebSocketOpcode.Close and <= WebSocketOpcode.Pong);
        if (!isKnown || (start[0] & Reserved) != 0 || (start[1] & Masked) == 0
            || (opcode >= WebSocketOpcode.Close && (!isFinal || length > MaxControlLength)))
        {
            broken = true;
            return false;
        }

        var position = 2 + (length == TwoByteLength ? sizeof(ushort) : length == EightByteLength ? sizeof(long) : 0);
        if (start.Length < position + sizeof(uint))
            return false;
        if (length == TwoByteLength)
            length = BinaryPrimitives.ReadUInt16BigEndian(start[2..]);
        else if (length == EightByteLength)
            length = BinaryPrimitives.ReadInt64BigEndian(start[2..]);
        broken = length < 0;
        frame = new WebSocketFrame(opcode, isFinal, length, MemoryMarshal.Read<uint>(start[position..]));
        if (!broken)
            input = input.Slice(position + sizeof(uint));
        return !broken;
    }
}
