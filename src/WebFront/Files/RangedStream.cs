namespace OrleansChat.WebFront.Files;

/// <summary>
/// Bytes that are elsewhere, as a stream that can seek: what is read is asked for where reading begins, to the end of the bytes, and given
/// up when it goes on at another place.
/// </summary>
/// <param name="length">How many bytes there are.</param>
/// <param name="open">Opens them from the first offset to the second, inclusive.</param>
internal sealed class RangedStream(long length, Func<long, long, CancellationToken, Task<Stream>> open) : Stream
{
    private Stream? _open;
    private long _openAt;
    private long _position;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => length + offset,
    };

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= length || buffer.IsEmpty)
            return 0;
        if (_open is null || _openAt != _position)
        {
            await CloseAsync();
            _open = await open(_position, length - 1, cancellationToken);
            _openAt = _position;
        }

        var read = await _open.ReadAsync(buffer, cancellationToken);
        if (read == 0)
            throw new EndOfStreamException("There are fewer bytes than there were.");
        _openAt += read;
        _position += read;
        return read;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("What is elsewhere is waited for.");

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _open?.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask CloseAsync()
    {
        if (_open is { } stream)
            await stream.DisposeAsync();
        _open = null;
    }
}
