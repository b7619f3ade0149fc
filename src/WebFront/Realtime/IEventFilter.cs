using OrleansChat.Grains.Interfaces.Events;

namespace OrleansChat.WebFront.Realtime;

/// <summary>Which events a connection wants, of those that its contract words and that are for its user: what it subscribed to.</summary>
internal interface IEventFilter
{
    /// <summary>Whether the connection is told. Asked for every connection that an event would go to; never waits.</summary>
    bool Wants(IRealtimeConnection connection, ChatEvent chatEvent);
}
