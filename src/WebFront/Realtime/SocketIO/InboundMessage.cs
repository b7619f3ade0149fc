using System.Buffers;

namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>
/// A message from a client in a rented buffer. The reader holds it, and so does every command whose payload lies in it; the last
/// to release it gives the buffer back. An idle connection holds none.
/// </summary>
internal sealed class InboundMessage
{
    private const int InitialBytes = 2048;

    private readonly int _maxBytes;
    private byte[] _buffer;
    private int _holders = 1;

    /// <param name="maxBytes">What is accepted; a message can grow one byte beyond it, so that its reader notices.</param>
    public InboundMessage(int maxBytes)
    {
        _maxBytes = maxBytes;
        _buffer = ArrayPool<byte>.Shared.Rent(Math.Min(InitialBytes, maxBytes + 1));
    }

    /// <summary>Bytes received so far.</summary>
    public int Length { get; private set; }

    /// <summary>Whether more came than is accepted.</summary>
    public bool IsTooLarge => Length > _maxBytes;

    /// <summary>What was received.</summary>
    public ReadOnlyMemory<byte> Data => _buffer.AsMemory(0, Length);

    /// <summary>Where the next bytes go; never empty while the message is not too large.</summary>
    public Memory<byte> Free()
    {
        if (Length == _buffer.Length && !IsTooLarge)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Min(_buffer.Length * 2, _maxBytes + 1));
            Data.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsMemory(Length, Math.Min(_buffer.Length, _maxBytes + 1) - Length);
    }

    /// <summary>Counts bytes that were put into <see cref="Free"/>.</summary>
    public void Advance(int bytes) => Length += bytes;

    /// <summary>Holds the message; whoever does so releases it.</summary>
    public void Hold() => Interlocked.Increment(ref _holders);

    /// <summary>Lets the message go.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            ArrayPool<byte>.Shared.Return(_buffer);
    }
}
