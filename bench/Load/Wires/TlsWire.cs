using System.Net.Security;
using System.Net.Sockets;

namespace OrleansChat.Load.Wires;

/// <summary>A TLS connection. It costs more than a plain one: whoever counts microseconds measures behind the proxy that ends TLS.</summary>
internal sealed class TlsWire : Wire
{
    private readonly SslStream _stream;
    private byte[] _spare = [];
    private bool _writing;

    private TlsWire(SslStream stream, Turns turns, IWireReceiver receiver)
        : base(turns, receiver) => _stream = stream;

    /// <summary>Shakes hands on a connected socket.</summary>
    public static async Task<TlsWire> OpenAsync(Socket socket, Front front, Turns turns, IWireReceiver receiver, CancellationToken cancellationToken)
    {
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await stream.AuthenticateAsClientAsync(front.TlsOptions, cancellationToken);
            return new TlsWire(stream, turns, receiver);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Start() => _ = ReceiveAsync(Room());

    /// <inheritdoc/>
    protected override void Write()
    {
        if (_writing)
            return;
        _writing = true;
        _ = WriteAsync(TakeUnsent(ref _spare));
    }

    /// <inheritdoc/>
    protected override void Release() => _stream.Dispose();

    private async Task ReceiveAsync(Memory<byte> room)
    {
        try
        {
            while (true)
            {
                var count = await _stream.ReadAsync(room);
                using (Turns.Enter())
                {
                    if (!Received(count))
                        return;
                    room = Room();
                }
            }
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            using (Turns.Enter())
                Close($"Receiving failed: {failure.Message}");
        }
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            while (true)
            {
                await _stream.WriteAsync(bytes);
                using (Turns.Enter())
                {
                    _writing = !IsClosed && !Unsent.IsEmpty;
                    if (!_writing)
                        return;
                    bytes = TakeUnsent(ref _spare);
                }
            }
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            using (Turns.Enter())
                Close($"Sending failed: {failure.Message}");
        }
    }
}
