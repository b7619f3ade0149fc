using System.Buffers.Text;
using System.Text;

namespace OrleansChat.Load.Wires;

/// <summary>Who waits for a response. Called in turns.</summary>
internal interface IHttpListener
{
    /// <summary>A response has arrived.</summary>
    void Responded(int connection, int status, ReadOnlySpan<byte> body);

    /// <summary>The connection broke before it did.</summary>
    void Broken(int connection, string reason);
}

/// <summary>An HTTP/1.1 connection that is kept, with one request at a time: prepared bytes out, status and body in.</summary>
internal sealed class HttpConnection(int index, Turns turns, IHttpListener listener) : IWireReceiver, IDisposable
{
    private const int MinHead = 12;
    private const int MaxHead = 64 << 10;

    private Wire? _wire;
    private byte[] _whole = [];

    /// <summary>Whether it can carry a request.</summary>
    public bool IsOpen => _wire is { IsClosed: false };

    /// <summary>Connects; a second time when the server closed it for idleness.</summary>
    public async Task ConnectAsync(Front front, CancellationToken cancellationToken)
    {
        _wire = await Wire.ConnectAsync(front, turns, this, cancellationToken);
        using (turns.Enter())
            _wire.Start();
    }

    /// <summary>Sends a whole request, at the end of the turn.</summary>
    public void Send(ReadOnlySpan<byte> request) => _wire!.Send(request);

    /// <inheritdoc/>
    public int Receive(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            if (bytes.Length > MaxHead)
                Fail("Not an HTTP response.");
            return 0;
        }

        if (end < MinHead || !Utf8Parser.TryParse(bytes[9..12], out int status, out _))
        {
            Fail("Not an HTTP response.");
            return 0;
        }

        var head = bytes[..end];
        var rest = bytes[(end + 4)..];
        if (TryFind(head, "content-length:"u8, out var value))
        {
            if (!Utf8Parser.TryParse(value, out int length, out _) || length < 0)
                Fail("Not an HTTP response.");
            else if (rest.Length >= length)
                return Respond(status, rest[..length], end + 4 + length);
            return 0;
        }

        if (!TryFind(head, "transfer-encoding:"u8, out _))
            return Respond(status, [], end + 4);
        return TryReadChunks(rest, out var body, out var used) ? Respond(status, body, end + 4 + used) : 0;
    }

    /// <inheritdoc/>
    public void Closed(string reason) => listener.Broken(index, reason);

    /// <inheritdoc/>
    public void Dispose()
    {
        using (turns.Enter())
            _wire?.Abort();
    }

    private static bool TryFind(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        foreach (var range in head.Split("\r\n"u8))
        {
            var line = head[range];
            if (line.Length <= name.Length || !Ascii.EqualsIgnoreCase(line[..name.Length], name))
                continue;
            value = line[name.Length..].Trim((byte)' ');
            return true;
        }

        value = default;
        return false;
    }

    private int Respond(int status, ReadOnlySpan<byte> body, int used)
    {
        listener.Responded(index, status, body);
        return used;
    }

    private void Fail(string reason)
    {
        _wire!.Abort();
        Closed(reason);
    }

    /// <summary>Puts the chunks of a body together once they are all there.</summary>
    private bool TryReadChunks(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> body, out int used)
    {
        body = default;
        used = 0;
        var length = 0;
        while (true)
        {
            var line = bytes[used..].IndexOf("\r\n"u8);
            if (line < 0)
                return false;
            if (!Utf8Parser.TryParse(bytes.Slice(used, line), out int size, out _, 'x') || size < 0)
            {
                Fail("Not an HTTP response.");
                return false;
            }

            var start = used + line + 2;
            if (bytes.Length - start < (long)size + 2)
                return false;
            used = start + size + 2;
            if (size == 0)
            {
                body = _whole.AsSpan(0, length);
                return true;
            }

            if (_whole.Length < length + size)
                Array.Resize(ref _whole, Math.Max(length + size, _whole.Length * 2));
            bytes.Slice(start, size).CopyTo(_whole.AsSpan(length));
            length += size;
        }
    }
}
