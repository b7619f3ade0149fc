using OrleansChat.Grains.Interfaces.Presence;

namespace OrleansChat.WebFront.Realtime;

/// <summary>Who is connected to this front. Transports add and remove; the relay looks users up. Thread-safe.</summary>
internal interface IConnectionRegistry
{
    /// <summary>
    /// Adds a connection and waits until the cluster knows that its user is here (at once when the user is here already):
    /// whatever is sent to the user after this has answered true reaches the connection, so a transport greets its client
    /// then. False when a bound on connections is reached, the session was ended, the front is draining or the cluster did
    /// not answer in time: the connection is not there, and the transport turns the client away. Events may be handed to
    /// the connection before this completes.
    /// </summary>
    ValueTask<bool> AddAsync(IRealtimeConnection connection, CancellationToken cancellationToken);

    /// <summary>Removes a connection; removing one that is not there changes nothing.</summary>
    void Remove(IRealtimeConnection connection);

    /// <summary>Remembers how a user who is connected here chose to be shown, for a presence that forgets it; as long as the user is here.</summary>
    void Choose(Guid userId, PresenceStatus status);
}
