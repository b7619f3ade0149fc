namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>A client in the default namespace: events go out to it, its own are carried out as commands.</summary>
internal sealed partial class SocketIoConnection : IRealtimeConnection, IDisposable
{
    private readonly EngineIoSession _session;
    private readonly SocketIoHost _host;
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

    public SocketIoConnection(EngineIoSession session, SocketIoHost host, ConnectionUser user)
    {
        (_session, _host, User, _end) = (session, host, user, _endSource.Token);
        _early = new OutboundQueue(host.Options.MaxQueuedBytes);
        _slots = new CommandSlots(host.Options.MaxConcurrentCommands);
    }

    public Guid Id { get; } = Guid.NewGuid();

    public ConnectionUser User { get; }

    public RealtimeContract Contract => _host.Contract;

    public string Transport => "socket.io";

    public long QueuedBytes => _session.QueuedBytes;

    public CloseReason? ClosedFor => _closedFor is var reason and >= 0 ? (CloseReason)reason : null;

    public CommandOrder Order => LazyInitializer.EnsureInitialized(ref _order);

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
            var fits = _session.TrySend(SocketIoFrames.Connected(Id.ToString("N")));
            foreach (var frame in _early!.TakeAll())
                fits &= _session.TrySend(frame);
            Volatile.Write(ref _early, null);
            return fits;
        }
    }

    public void Send(RealtimeEvent realtimeEvent)
    {
        if (!TrySend(SocketIoFrames.Event(realtimeEvent)) && !realtimeEvent.IsTransient)
            Close(CloseReason.TooSlow);
    }

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
                _session.CloseWithin(_host.Options.DrainTimeout, EngineIoClose.GoingAway);
                return;
            }
        }

        _session.Close(EngineIoClose.For(reason));
    }

    /// <summary>The client is gone from the namespace, or the session has ended.</summary>
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
    public async ValueTask StartCommandAsync(SocketIoPacket packet)
    {
        await _slots.TakeAsync();
        if (_leaving || _ended)
        {
            ReturnSlot();
            return;
        }

        _ = RunCommandAsync(packet.EventName, packet.Argument, packet.AckId);
    }

    private async Task RunCommandAsync(string name, ReadOnlyMemory<byte> argument, ulong? ackId)
    {
        try
        {
            var reply = await Contract.Commands.ExecuteAsync(this, name, argument.Span, _end);
            if (ackId is { } id)
                Acknowledge(SocketIoFrames.Acknowledgement(id, reply.Acknowledgement));
            else if (reply.Error is { } error)
                Send(error.Event);
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

    private void Acknowledge(OutboundFrame frame)
    {
        if (!TrySend(frame))
            Close(CloseReason.TooSlow);
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
            _session.Close(EngineIoClose.GoingAway);
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
