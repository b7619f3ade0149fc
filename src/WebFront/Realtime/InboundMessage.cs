using System.Buffers;
using OrleansChat.WebFront.Realtime.WebSockets;

namespace OrleansChat.WebFront.Realtime;

/// <summary>A message from a client, as far as it was read, in a rented buffer: used for one message after the other, and given back while there is none.</summary>
/// <param name="maxBytes">What is accepted; a message can grow one byte beyond it, so that its reader notices.</param>
internal sealed class InboundMessage(int maxBytes)
{
    private const int InitialBytes = 2048;

    private byte[] _buffer = [];

    /// <summary>Bytes received so far.</summary>
    public int Length { get; private set; }

    /// <summary>Whether more came than is accepted.</summary>
    public bool IsTooLarge => Length > maxBytes;

    /// <summary>What was received; valid until <see cref="Clear"/> or <see cref="Release"/>.</summary>
    public ReadOnlyMemory<byte> Data => _buffer.AsMemory(0, Length);

    /// <summary>Where the next bytes go; never empty while the message is not too large.</summary>
    public Memory<byte> Free()
    {
        if (Length == _buffer.Length && !IsTooLarge)
            Grow();
        return _buffer.AsMemory(Length, Math.Min(_buffer.Length, maxBytes + 1) - Length);
    }

    /// <summary>Counts bytes that were put into <see cref="Free"/>.</summary>
    public void Advance(int bytes) => Length += bytes;

    /// <summary>Takes a part of a WebSocket frame, as much as is accepted; answers the mask for the next part.</summary>
    public uint Append(in ReadOnlySequence<byte> part, uint mask)
    {
        foreach (var segment in part)
        {
            var rest = segment.Span;
            while (!rest.IsEmpty && !IsTooLarge)
            {
                var free = Free().Span;
                var some = rest[..Math.Min(rest.Length, free.Length)];
                mask = WebSocketFrame.Unmask(some, free, mask);
                Advance(some.Length);
                rest = rest[some.Length..];
            }
        }

        return mask;
    }

    /// <summary>Begins the next message.</summary>
    public void Clear() => Length = 0;

    /// <summary>Gives the buffer back; the next message rents another.</summary>
    public void Release()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, Length) = ([], 0);
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(Math.Max(InitialBytes, _buffer.Length * 2), maxBytes + 1));
        Data.CopyTo(larger);
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
