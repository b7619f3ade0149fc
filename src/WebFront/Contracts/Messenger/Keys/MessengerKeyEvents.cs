using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Contracts.Messenger.Keys;

/// <summary>What Messenger tells of keys, to the connections of their owner.</summary>
internal static class MessengerKeyEvents
{
    /// <summary>The event as Messenger words it; null when it is of another area.</summary>
    public static RealtimeEvent? Encode(ChatEvent chatEvent)
        => chatEvent is PrekeysLow low ? MessengerEvents.Of("prekeys_low", new MessengerPrekeysLow(low.DeviceId, low.Remaining)) : null;
}

/// <summary>Few one-time keys of a device are left, or none.</summary>
internal sealed record MessengerPrekeysLow(string DeviceId, int Remaining);
