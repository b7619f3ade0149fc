namespace OrleansChat.WebFront.Realtime;

/// <summary>One client connection on one transport, as the registry and the relay see it. Thread-safe.</summary>
internal interface IRealtimeConnection
{
    /// <summary>This connection's own id, unique in the cluster.</summary>
    Guid Id { get; }

    /// <summary>Whose connection it is.</summary>
    ConnectionUser User { get; }

    /// <summary>The contract it chose at the handshake.</summary>
    RealtimeContract Contract { get; }

    /// <summary>How it travels, as metrics name it; one of a few constants.</summary>
    string Transport { get; }

    /// <summary>Bytes that wait to be written to it, as far as can be told without holding it up.</summary>
    long QueuedBytes { get; }

    /// <summary>Why the server closed it; null while it did not.</summary>
    CloseReason? ClosedFor { get; }

    /// <summary>The order of its commands, where they must keep one.</summary>
    CommandOrder Order { get; }

    /// <summary>What its contract keeps with it, such as subscriptions: made for the first who asks, and always of one type.</summary>
    TState State<TState>()
        where TState : class, new();

    /// <summary>
    /// Queues an event; never blocks. Beyond the connection's byte bound a transient event is dropped and any other event closes
    /// the connection with <see cref="CloseReason.TooSlow"/>: the client resumes. Events arrive in the order of the calls.
    /// </summary>
    void Send(RealtimeEvent realtimeEvent);

    /// <summary>
    /// Tells the client why, as far as the transport can, and closes. Returns at once; closing twice changes nothing. With
    /// <see cref="CloseReason.GoingAway"/> nothing more is read, and commands that run are answered first, for at most
    /// <see cref="RealtimeOptions.DrainTimeout"/>; with any other reason what is queued is dropped.
    /// </summary>
    void Close(CloseReason reason);
}

/// <summary>Who is connected: the user, the session whose access token it presented, and when that token ends.</summary>
public sealed record ConnectionUser(Guid UserId, Guid SessionId, DateTimeOffset TokenExpiresAt);

/// <summary>Why the server closes a connection.</summary>
public enum CloseReason
{
    /// <summary>The client is too slow for what is sent to it.</summary>
    TooSlow,

    /// <summary>Events for it were lost, here or on the way from a silo, through no fault of the client.</summary>
    MissedEvents,

    /// <summary>The session was ended (logout, deleted account).</summary>
    SessionEnded,

    /// <summary>This front is going away: connect again, elsewhere.</summary>
    GoingAway,

    /// <summary>The client broke the protocol or a limit.</summary>
    ProtocolError,
}
