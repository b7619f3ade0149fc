using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Contracts.Messenger.Presence;

/// <summary>Presence is told to connections that subscribed to it; everything else to all.</summary>
internal sealed class MessengerPresenceFilter : IEventFilter
{
    /// <inheritdoc/>
    public bool Wants(IRealtimeConnection connection, ChatEvent chatEvent)
        => chatEvent is not PresenceChanged changed || connection.State<MessengerSubscriptions>().Want(changed.UserId);
}
