using OrleansChat.Grains.Interfaces.Events;

namespace OrleansChat.Grains.Events;

/// <summary>What events that wait take in memory.</summary>
internal static class EventWeight
{
    /// <summary>About the bytes of durable events that may wait in one place: more than the largest group commit of the largest messages.</summary>
    public const long Bound = 64 << 20;

    /// <summary>About the bytes of an event. Recipients are one list for all, so they do not count.</summary>
    public static long Of(ChatEvent chatEvent)
    {
        const int Fixed = 512;
        return Fixed + (chatEvent.TextLength * sizeof(char));
    }
}
