using System.Net.Sockets;

namespace OrleansChat.Load.Wires;

/// <summary>A TCP connection. What fits into the socket is written at once; what does not waits for it.</summary>
internal sealed class PlainWire : Wire
{
    private readonly Socket _socket;
    private readonly Operation _receiving;
    private Operation? _sending;
    private byte[] _spare = [];

    /// <summary>Takes over a connected socket.</summary>
    public PlainWire(Socket socket, Turns turns, IWireReceiver receiver)
        : base(turns, receiver)
    {
        _socket = socket;
        _socket.Blocking = false;
        _receiving = new Operation(OnReceived);
    }

    /// <inheritdoc/>
    public override void Start() => Receive();

    /// <inheritdoc/>
    protected override void Write()
    {
        if (_sending is { IsRunning: true })
            return;
        var sent = _socket.Send(Unsent.Span, SocketFlags.None, out var error);
        switch (error)
        {
            case SocketError.Success when sent == Unsent.Length:
                Sent(sent);
                break;
            case SocketError.Success or SocketError.WouldBlock or SocketError.IOPending:
                Sent(Math.Max(sent, 0));
                SendTheRest();
                break;
            default:
                Close($"Sending failed: {error}.");
                break;
        }
    }

    /// <inheritdoc/>
    protected override void Release()
    {
        // No lingering and no goodbye: the port is free again at once.
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    private void Receive()
    {
        do
        {
            var room = Room();
            _receiving.SetBuffer(room);
            if (_socket.ReceiveAsync(_receiving))
                return;
        }
        while (TakeReceived());
    }

    private void OnReceived()
    {
        using (Turns.Enter())
        {
            if (!TakeReceived())
                return;
            Turns.Flush();
            if (!IsClosed)
                Receive();
        }
    }

    private bool TakeReceived()
    {
        if (IsClosed)
            return false;
        if (_receiving.SocketError == SocketError.Success)
            return Received(_receiving.BytesTransferred);
        Close($"Receiving failed: {_receiving.SocketError}.");
        return false;
    }

    private void SendTheRest()
    {
        _sending ??= new Operation(OnSent);
        var rest = TakeUnsent(ref _spare);
        _sending.SetBuffer(_spare, 0, rest.Length);
        _sending.IsRunning = true;
        if (!_socket.SendAsync(_sending))
            TakeSent();
    }

    private void OnSent()
    {
        using (Turns.Enter())
            TakeSent();
    }

    private void TakeSent()
    {
        _sending!.IsRunning = false;
        if (IsClosed)
            return;
        if (_sending.SocketError != SocketError.Success)
            Close($"Sending failed: {_sending.SocketError}.");
        else if (!Unsent.IsEmpty)
            Write();
    }

    private sealed class Operation(Action completed) : SocketAsyncEventArgs(true)
    {
        public bool IsRunning { get; set; }

        protected override void OnCompleted(SocketAsyncEventArgs e) => completed();
    }
}
