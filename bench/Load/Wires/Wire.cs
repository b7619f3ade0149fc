using System.Net.Sockets;
using System.Security.Authentication;

namespace OrleansChat.Load.Wires;

/// <summary>A connection's bytes, in both directions, in buffers that are used again. To be used in turns only.</summary>
internal abstract class Wire(Turns turns, IWireReceiver receiver) : IDisposable
{
    private const int FirstInBytes = 4096;
    private const int FirstOutBytes = 1024;
    private const int MaxBytes = 64 << 20;

    private byte[] _in = new byte[FirstInBytes];
    private int _inEnd;
    private byte[] _out = [];
    private int _outEnd;
    private bool _written;

    /// <summary>Whether the connection is gone.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>The turns it is used in.</summary>
    protected Turns Turns => turns;

    /// <summary>What is to be written.</summary>
    protected ReadOnlyMemory<byte> Unsent => _out.AsMemory(0, _outEnd);

    /// <summary>Connects to a front.</summary>
    /// <exception cref="LoadException">It does not answer, or not as it should.</exception>
    public static async Task<Wire> ConnectAsync(Front front, Turns turns, IWireReceiver receiver, CancellationToken cancellationToken)
    {
        try
        {
            var socket = await front.ConnectAsync(cancellationToken);
            return front.IsSecure
                ? await TlsWire.OpenAsync(socket, front, turns, receiver, cancellationToken)
                : new PlainWire(socket, turns, receiver);
        }
        catch (Exception failure) when (failure is SocketException or IOException or AuthenticationException)
        {
            throw new LoadException($"{front.Url} does not answer: {failure.Message}", failure);
        }
    }

    /// <summary>Begins to receive.</summary>
    public abstract void Start();

    /// <summary>Sends bytes, at the end of the turn.</summary>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        if (IsClosed)
            return;
        var needed = _outEnd + bytes.Length;
        if (needed > _out.Length)
        {
            if (needed > MaxBytes)
            {
                Close("The server does not read what it is sent.");
                return;
            }

            Array.Resize(ref _out, Math.Max(FirstOutBytes, Math.Max(needed, _out.Length * 2)));
        }

        bytes.CopyTo(_out.AsSpan(_outEnd));
        _outEnd = needed;
        if (_written)
            return;
        _written = true;
        turns.FlushLater(this);
    }

    /// <summary>Writes what was sent.</summary>
    public void Flush()
    {
        _written = false;
        if (!IsClosed && _outEnd > 0)
            Write();
    }

    /// <summary>Cuts the connection, as a broken network would; the receiver is not told.</summary>
    public void Abort()
    {
        if (IsClosed)
            return;
        IsClosed = true;
        Release();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Abort();
        GC.SuppressFinalize(this);
    }

    /// <summary>Writes <see cref="Unsent"/>, or begins to.</summary>
    protected abstract void Write();

    /// <summary>Lets go of the connection.</summary>
    protected abstract void Release();

    /// <summary>What was to be written was written, up to a place.</summary>
    protected void Sent(int bytes)
    {
        _outEnd -= bytes;
        if (_outEnd > 0)
            _out.AsSpan(bytes, _outEnd).CopyTo(_out);
    }

    /// <summary>Hands what is to be written over to a writer of its own and takes its empty buffer.</summary>
    protected ReadOnlyMemory<byte> TakeUnsent(ref byte[] spare)
    {
        (_out, spare) = (spare, _out);
        var taken = spare.AsMemory(0, _outEnd);
        _outEnd = 0;
        return taken;
    }

    /// <summary>Where the next bytes go.</summary>
    protected Memory<byte> Room()
    {
        if (_inEnd == _in.Length)
            Array.Resize(ref _in, _in.Length * 2);
        return _in.AsMemory(_inEnd);
    }

    /// <summary>Bytes have arrived; 0 for the end of the stream. False when the connection is gone.</summary>
    protected bool Received(int count)
    {
        if (IsClosed)
            return false;
        if (count == 0)
        {
            Close("The server closed the connection.");
            return false;
        }

        _inEnd += count;
        var used = receiver.Receive(_in.AsSpan(0, _inEnd));
        if (IsClosed)
            return false;
        _inEnd -= used;
        if (used > 0 && _inEnd > 0)
            _in.AsSpan(used, _inEnd).CopyTo(_in);
        if (_inEnd < MaxBytes)
            return true;
        Close("The server sent something endless.");
        return false;
    }

    /// <summary>The connection broke.</summary>
    protected void Close(string reason)
    {
        if (IsClosed)
            return;
        Abort();
        receiver.Closed(reason);
    }
}
