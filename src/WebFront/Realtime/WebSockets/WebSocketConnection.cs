namespace OrleansChat.WebFront.Realtime.WebSockets;

/// <summary>A user on a WebSocket: events go out as frames, frames that come in are carried out as commands.</summary>
internal sealed partial class WebSocketConnection : IRealtimeConnection, IDisposable
{
    private readonly WebSocketSession _session;
    private readonly WebSocketHost _host;
    private readonly CancellationTokenSource _endSource = new();
    private readonly CancellationToken _end;
    private readonly CommandSlots _slots;
    private readonly Lock _gate = new();

    /// <summary>Events that came before the client was greeted; null from then on.</summary>
    private OutboundQueue? _early;
    private CommandOrder? _order;
    private object? _state;
    private volatile int _closedFor = -1;
    private volatile bool _leaving;
    private volatile bool _ended;

    public WebSocketConnection(WebSocketSession session, WebSocketHost host, ConnectionUser user)
    {
        (_session, _host, User, _end) = (session, host, user, _endSource.Token);
        _early = new OutboundQueue(host.Options.MaxQueuedBytes);
        _slots = new CommandSlots(host.Options.MaxConcurrentCommands);
    }

    /// <inheritdoc/>
    public Guid Id { get; } = Guid.NewGuid();

    /// <inheritdoc/>
    public ConnectionUser User { get; }

    /// <inheritdoc/>
    public RealtimeContract Contract => _host.Contract;

    /// <inheritdoc/>
    public string Transport => "websocket";

    /// <inheritdoc/>
    public long QueuedBytes => _session.QueuedBytes;

    /// <inheritdoc/>
    public CloseReason? ClosedFor => _closedFor is var reason and >= 0 ? (CloseReason)reason : null;

    /// <inheritdoc/>
    public CommandOrder Order => LazyInitializer.EnsureInitialized(ref _order);

    /// <inheritdoc/>
    public TState State<TState>()
        where TState : class, new()
        => (TState)LazyInitializer.EnsureInitialized(ref _state, static () => new TState());

    /// <summary>Enters the registry and greets the client; false when the registry has no place for it.</summary>
    public async ValueTask<bool> JoinAsync()
    {
        try
        {
            if (!await _host.Registry.AddAsync(this, _end))
                return false;
            if (_ended)
            {
                // It was removed before it was there.
                _host.Registry.Remove(this);
                return false;
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception failure)
        {
            LogJoinFailed(_host.Logger, failure, User.UserId);
            return false;
        }

        lock (_gate)
        {
            var fits = Contract.Greeting is not { } greeting || _session.TrySend(_host.Shape.Frame(greeting(this)));
            foreach (var frame in _early!.TakeAll())
                fits &= _session.TrySend(frame);
            Volatile.Write(ref _early, null);
            return fits;
        }
    }

    /// <inheritdoc/>
    public void Send(RealtimeEvent realtimeEvent)
    {
        if (!TrySend(_host.Shape.Frame(realtimeEvent)) && !realtimeEvent.IsTransient)
            Close(CloseReason.TooSlow);
    }

    /// <inheritdoc/>
    public void Close(CloseReason reason)
    {
        if (_ended)
            return;
        _closedFor = (int)reason;
        if (reason == CloseReason.TooSlow)
            LogTooSlow(_host.Logger, Id, User.UserId);
        if (reason == CloseReason.GoingAway)
        {
            // Nothing new begins; the last command that runs sees it when it has given its slot back.
            _leaving = true;
            if (_slots.AreTaken)
            {
                _session.CloseWithin(_host.Options.DrainTimeout, WebSocketClose.GoingAway);
                return;
            }
        }

        _session.Close(WebSocketClose.For(reason));
    }

    /// <summary>The session has ended.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_ended)
                return;
            _ended = true;
        }

        _endSource.Cancel();
        _endSource.Dispose();
        _host.Registry.Remove(this);
    }

    /// <summary>
    /// Begins a command. Completes when the next may begin: at once, unless as many are running as may run, so that a client
    /// that asks for more than it is given is not read from.
    /// </summary>
    public async ValueTask StartCommandAsync(string name, ReadOnlyMemory<byte> payload)
    {
        await _slots.TakeAsync();
        if (_leaving || _ended)
        {
            ReturnSlot();
            return;
        }

        _ = RunCommandAsync(name, payload);
    }

    /// <summary>Carries a command out. There are no acknowledgements: what is answered is an event like any other, and most is not.</summary>
    private async Task RunCommandAsync(string name, ReadOnlyMemory<byte> payload)
    {
        try
        {
            var reply = await Contract.Commands.ExecuteAsync(this, name, payload.Span, _end);
            if ((reply.Error?.Event ?? reply.Event) is { } answer)
                Send(answer);
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // Nobody is left to be answered.
            LogAbandoned(_host.Logger, name);
        }
        catch (Exception failure)
        {
            LogCommandFailed(_host.Logger, failure, name);
            Send(Contract.Events.Error(failure));
        }
        finally
        {
            ReturnSlot();
        }
    }

    private bool TrySend(OutboundFrame frame)
    {
        if (Volatile.Read(ref _early) is null)
            return _ended || _session.TrySend(frame);

        lock (_gate)
        {
            if (_early is not { } early)
                return _ended || _session.TrySend(frame);
            if (!early.HasRoomFor(frame))
                return false;
            early.Add(frame);
            return true;
        }
    }

    private void ReturnSlot()
    {
        if (_slots.Return() && _leaving)
            _session.Close(WebSocketClose.GoingAway);
    }

    [LoggerMessage(LogLevel.Error, "User {UserId} could not be added to the connections of this front")]
    private static partial void LogJoinFailed(ILogger logger, Exception failure, Guid userId);

    [LoggerMessage(LogLevel.Information, "Connection {Id} of user {UserId} is too slow and is closed")]
    private static partial void LogTooSlow(ILogger logger, Guid id, Guid userId);

    [LoggerMessage(LogLevel.Debug, "The client of {Command} is gone")]
    private static partial void LogAbandoned(ILogger logger, string command);

    [LoggerMessage(LogLevel.Error, "{Command} failed in a way that it should have answered")]
    private static partial void LogCommandFailed(ILogger logger, Exception failure, string command);
}
