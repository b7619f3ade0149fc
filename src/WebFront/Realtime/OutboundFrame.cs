using System.Buffers;

namespace OrleansChat.WebFront.Realtime;

/// <summary>
/// A packet as it waits to be written, in up to three pieces: what several packets have in common lies in memory once. Shared by
/// all clients that it goes to.
/// </summary>
internal sealed class OutboundFrame(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> tail)
{
    /// <summary>A packet in one piece.</summary>
    public OutboundFrame(ReadOnlyMemory<byte> whole)
        : this(whole, default, default)
    {
    }

    /// <summary>Its bytes.</summary>
    public int Length => head.Length + body.Length + tail.Length;

    /// <summary>Writes it.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        output.Write(head.Span);
        output.Write(body.Span);
        output.Write(tail.Span);
    }
}
