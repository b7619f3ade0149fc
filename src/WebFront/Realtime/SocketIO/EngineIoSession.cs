using OrleansChat.WebFront.Realtime.WebSockets;

namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>
/// One Engine.IO session: what waits to be written, the transport it is written to, heartbeat and end. It owns no task and no
/// timer while it is idle: long polls and the WebSocket's reader call in, and the clock of <see cref="EngineIoServer"/> ticks.
/// </summary>
internal sealed partial class EngineIoSession
{
    private readonly Lock _gate = new();
    private readonly EngineIoServer _server;
    private readonly IEngineIoReceiver _receiver;
    private readonly OutboundQueue _queue;
    private volatile State _state;
    private volatile bool _receiving;
    private bool _awaitsPong;
    private long _heartbeatAt;
    private EngineIoClose? _close;
    private EngineIoClose? _closeAtDeadline;
    private long _deadline;

    /// <param name="server">Options, clock and the other sessions.</param>
    /// <param name="id">The secret that requests name the session by.</param>
    /// <param name="webSocket">The WebSocket of a client that began with one; null for one that polls.</param>
    /// <param name="place">Its place until its client has authenticated.</param>
    /// <param name="receiver">Makes the layer above.</param>
    public EngineIoSession(
        EngineIoServer server, string id, ServerWebSocket? webSocket, StrangerPlace place, Func<EngineIoSession, IEngineIoReceiver> receiver)
    {
        _server = server;
        Id = id;
        Place = place;
        _webSocket = webSocket;
        _queue = new OutboundQueue(server.Options.MaxQueuedBytes);
        _heartbeatAt = server.In(server.Options.PingInterval);
        _receiver = receiver(this);
        _queue.Add(EngineIoHandshake.Encode(id, canUpgrade: webSocket is null, server.Options));
    }

    private enum State : byte
    {
        Open,
        Closing,
        Closed,
    }

    /// <summary>The secret that requests name the session by.</summary>
    public string Id { get; }

    /// <summary>Its place among the sessions whose clients have not authenticated.</summary>
    public StrangerPlace Place { get; }

    /// <summary>Whether it takes and sends messages.</summary>
    public bool IsOpen => _state == State.Open;

    /// <summary>Whether it was closed for something that the client sent.</summary>
    public bool IsBroken => ReferenceEquals(_close, EngineIoClose.ProtocolError);

    /// <summary>Bytes of one message from the client.</summary>
    public int MaxMessageBytes => _server.Options.MaxMessageBytes;

    /// <summary>Bytes that wait to be written.</summary>
    public long QueuedBytes => _queue.Bytes;

    /// <summary>Greets the client; the server knows the session by now.</summary>
    public void Open()
    {
        lock (_gate)
            Wake();
    }

    /// <summary>
    /// Queues a frame and never blocks. False when there is no room for it; a session that has ended has room for everything
    /// and keeps nothing.
    /// </summary>
    public bool TrySend(OutboundFrame frame)
    {
        lock (_gate)
        {
            if (_state != State.Open)
                return true;
            if (!_queue.HasRoomFor(frame))
                return false;
            _queue.Add(frame);
            Wake();
            return true;
        }
    }

    /// <summary>Tells the client, as far as its transport can, and ends the session. Only the first call counts.</summary>
    public void Close(EngineIoClose close)
    {
        bool isOver;
        lock (_gate)
        {
            if (_state != State.Open)
                return;
            _state = State.Closing;
            _close = close;
            if (!close.WritesQueued)
                _queue.Clear();
            if (close.LastPacket is { } last)
                _queue.Add(last);
            _deadline = _server.In(EngineIoClose.Linger);
            isOver = close.IsAbrupt && _webSocket is null && _poll is null;
            Wake();
        }

        if (isOver)
            Finish();
        _receiver.Ended();
    }

    /// <summary>Closes the session that way after that time; an earlier deadline stands.</summary>
    public void CloseWithin(TimeSpan time, EngineIoClose close)
    {
        lock (_gate)
        {
            var deadline = _server.In(time);
            if (_state == State.Open && (_closeAtDeadline is null || deadline < _deadline))
                (_closeAtDeadline, _deadline) = (close, deadline);
        }
    }

    /// <summary>The session may go on as long as its client likes.</summary>
    public void LiftDeadline()
    {
        lock (_gate)
            _closeAtDeadline = null;
    }

    /// <summary>This front ends.</summary>
    public void GoAway() => _receiver.GoAway();

    /// <summary>The session is over; <paramref name="cut"/> when its WebSocket may not end by itself.</summary>
    public void Finish(bool cut = false)
    {
        bool wasOpen;
        lock (_gate)
        {
            if (_state == State.Closed)
                return;
            wasOpen = _state == State.Open;
            _state = State.Closed;
            _queue.Clear();
            _poll?.TrySetResult();
        }

        _server.Remove(this);
        _candidate?.Cut();
        if (cut)
            _webSocket?.Cut();
        if (wasOpen)
            _receiver.Ended();
    }

    /// <summary>Takes a packet that came in on either transport; the next one is read when this completes.</summary>
    public async ValueTask ReceiveAsync(EngineIoPacket packet)
    {
        if (_state != State.Open)
            return;
        switch (packet.Type)
        {
            case EngineIoPacketType.Message:
                _receiving = true;
                await _receiver.ReceiveAsync(packet);
                _receiving = false;
                break;
            case EngineIoPacketType.Pong:
                lock (_gate)
                    (_awaitsPong, _heartbeatAt) = (false, _server.In(_server.Options.PingInterval));
                break;
            case EngineIoPacketType.Close when IsOnWebSocket:
                Close(EngineIoClose.ByClient);
                break;
            case EngineIoPacketType.Close:
                Finish();
                break;
            case EngineIoPacketType.Ping:
                // In protocol 4 it is the server that pings.
                Close(EngineIoClose.ProtocolError);
                break;
            default:
                // Open, upgrade and noop mean nothing here; the reference server passes over them, too.
                break;
        }
    }

    /// <summary>Does what is due at this time: a ping, or an end.</summary>
    public void Tick(long now)
    {
        EngineIoClose? close = null;
        bool lingeredOut, isLateToUpgrade;
        lock (_gate)
        {
            isLateToUpgrade = _candidate is not null && now >= _upgradeBy;
            lingeredOut = _state == State.Closing && now >= _deadline;
            if (_state == State.Open && _closeAtDeadline is not null && now >= _deadline)
                close = _closeAtDeadline;
            else if (_state == State.Open && now >= _heartbeatAt)
                close = Heartbeat();
        }

        if (isLateToUpgrade)
            _candidate?.Cut();
        if (close is not null)
            Close(close);
        if (lingeredOut)
            Finish(cut: true);
    }

    private EngineIoClose? Heartbeat()
    {
        // While a message is being taken in, nothing is read: the pong may be there.
        if (_awaitsPong && !_receiving)
            return EngineIoClose.PingTimeout;
        var asksAgain = _awaitsPong;
        (_awaitsPong, _heartbeatAt) = (true, _server.In(_server.Options.PingTimeout));
        if (!asksAgain)
        {
            _queue.Add(EngineIoHandshake.Ping);
            Wake();
        }

        return null;
    }

    private void Written(List<OutboundFrame> batch)
    {
        lock (_gate)
            _queue.Written(batch);
    }

    /// <summary>There is something to write, or the session is ending: has whoever writes come and see.</summary>
    private void Wake()
    {
        if (_webSocket is null)
            _poll?.TrySetResult();
        else
            WakeWriter();
    }
}
