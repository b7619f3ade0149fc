using System.Buffers;

namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>
/// The stream under a WebSocket, with one change: while <see cref="MoreFollows"/> is set, writes are gathered, and the next one
/// after it was cleared writes all of them at once. A burst of messages then costs a few system calls instead of one each. The
/// WebSocket never writes twice at once, so a pong of its own finds its place among them.
/// </summary>
internal sealed class CoalescingStream(Stream inner) : Stream
{
    private const int Capacity = 16 * 1024;

    private byte[]? _gathered;
    private int _length;

    /// <summary>Set by the one who writes messages, before each of them.</summary>
    public bool MoreFollows { get; set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (MoreFollows && buffer.Length <= Capacity - _length)
        {
            _gathered ??= ArrayPool<byte>.Shared.Rent(Capacity);
            Gather(buffer);
            return ValueTask.CompletedTask;
        }

        return _gathered is null ? inner.WriteAsync(buffer, cancellationToken) : WriteGatheredAsync(_gathered, buffer, cancellationToken);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => inner.ReadAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken)
        => MoreFollows ? Task.CompletedTask : inner.FlushAsync(cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => inner.ReadAsync(buffer, offset, count, cancellationToken);

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask WriteGatheredAsync(byte[] gathered, ReadOnlyMemory<byte> last, CancellationToken cancellationToken)
    {
        if (last.Length <= gathered.Length - _length)
        {
            Gather(last);
            last = default;
        }

        // The pooled buffer goes back only after a write that came to its end: a failed one may still be reading from it.
        await inner.WriteAsync(gathered.AsMemory(0, _length), cancellationToken);
        (_gathered, _length) = (null, 0);
        ArrayPool<byte>.Shared.Return(gathered);
        if (!last.IsEmpty)
            await inner.WriteAsync(last, cancellationToken);
    }

    private void Gather(ReadOnlyMemory<byte> buffer)
    {
        buffer.Span.CopyTo(_gathered.AsSpan(_length));
        _length += buffer.Length;
    }
}
