namespace OrleansChat.WebFront.Realtime.WebSockets;

/// <summary>
/// One client's WebSocket: what waits to be written, heartbeat and end. It owns no task and no timer while it is idle: its reader
/// calls in, and the clock of <see cref="WebSocketSessions"/> ticks.
/// </summary>
internal sealed partial class WebSocketSession
{
    private readonly Lock _gate = new();
    private readonly WebSocketSessions _sessions;
    private readonly ServerWebSocket _webSocket;
    private readonly StrangerPlace? _place;
    private readonly OutboundQueue _queue;
    private volatile State _state;
    private volatile bool _heard;
    private volatile bool _busy;
    private bool _pinged;
    private long _heartbeatAt;
    private WebSocketClose? _close;
    private WebSocketClose? _closeAtDeadline;
    private long _deadline;

    /// <param name="sessions">Options, clock and the other sessions.</param>
    /// <param name="webSocket">The connection.</param>
    /// <param name="place">Its place until its client has authenticated; null when it has.</param>
    /// <param name="client">Makes the layer above.</param>
    public WebSocketSession(WebSocketSessions sessions, ServerWebSocket webSocket, StrangerPlace? place, Func<WebSocketSession, WebSocketClient> client)
    {
        (_sessions, _webSocket, _place) = (sessions, webSocket, place);
        _queue = new OutboundQueue(sessions.Options.MaxQueuedBytes);
        _heartbeatAt = sessions.In(sessions.Options.PingInterval);
        Client = client(this);
    }

    private enum State : byte
    {
        Open,
        Closing,
        Closed,
    }

    /// <summary>Who is behind it.</summary>
    public WebSocketClient Client { get; }

    /// <summary>Whether it takes and sends messages.</summary>
    public bool IsOpen => _state == State.Open;

    /// <summary>Bytes that wait to be written.</summary>
    public long QueuedBytes => _queue.Bytes;

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
            WakeWriter();
            return true;
        }
    }

    /// <summary>Tells the client and ends the session. Only the first call counts.</summary>
    public void Close(WebSocketClose close)
    {
        lock (_gate)
        {
            if (_state != State.Open)
                return;
            _state = State.Closing;
            _close = close;
            if (!close.WritesQueued)
                _queue.Clear();
            _deadline = _sessions.In(WebSocketClose.Linger);
            WakeWriter();
        }

        Client.Ended();
    }

    /// <summary>Closes the session that way after that time; an earlier deadline stands.</summary>
    public void CloseWithin(TimeSpan time, WebSocketClose close)
    {
        lock (_gate)
        {
            var deadline = _sessions.In(time);
            if (_state == State.Open && (_closeAtDeadline is null || deadline < _deadline))
                (_closeAtDeadline, _deadline) = (close, deadline);
        }
    }

    /// <summary>The client has authenticated: the session may go on as long as it likes, and its place is another stranger's.</summary>
    public void Admit()
    {
        lock (_gate)
            _closeAtDeadline = null;
        _place?.GiveBack();
    }

    /// <summary>This front ends.</summary>
    public void GoAway() => Client.GoAway();

    /// <summary>The session is over; <paramref name="cut"/> when its connection may not end by itself.</summary>
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
        }

        _sessions.Remove(this);
        _place?.End();
        if (cut)
            _webSocket.Cut();
        if (wasOpen)
            Client.Ended();
    }

    /// <summary>Something came from the client: it is there.</summary>
    public void Heard() => _heard = true;

    /// <summary>Takes a message; the next one is read when this completes.</summary>
    public async ValueTask ReceiveAsync(ReadOnlyMemory<byte> message)
    {
        if (_state != State.Open)
            return;
        _busy = true;
        await Client.ReceiveAsync(message);
        _busy = false;
    }

    /// <summary>Does what is due at this time: a ping, or an end.</summary>
    public void Tick(long now)
    {
        WebSocketClose? close = null;
        bool lingeredOut;
        lock (_gate)
        {
            lingeredOut = _state == State.Closing && now >= _deadline;
            if (_pinged && _heard)
                (_pinged, _heartbeatAt) = (false, _sessions.In(_sessions.Options.PingInterval));
            if (_state == State.Open && _closeAtDeadline is not null && now >= _deadline)
                close = _closeAtDeadline;
            else if (_state == State.Open && now >= _heartbeatAt)
                close = Heartbeat();
        }

        if (close is not null)
            Close(close);
        if (lingeredOut)
            Finish(cut: true);
    }

    /// <summary>Pings; or, when that was done and nothing came since, says that the client is gone.</summary>
    private WebSocketClose? Heartbeat()
    {
        // While a message is being taken in, nothing is read: the pong may be there.
        if (_pinged && !_busy)
            return WebSocketClose.PingTimeout;
        _heartbeatAt = _sessions.In(_sessions.Options.PingTimeout);
        if (!_pinged)
        {
            (_pinged, _heard, _pingDue) = (true, false, true);
            WakeWriter();
        }

        return null;
    }
}
