using System.Text.Json.Serialization;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Contracts.Messenger.Presence;

/// <summary>What Messenger tells of presence (messenger.md, 8.2), to those who subscribed.</summary>
internal static class MessengerPresenceEvents
{
    /// <summary>The event as Messenger words it; null when it is of another area.</summary>
    public static RealtimeEvent? Encode(ChatEvent chatEvent)
        => chatEvent is PresenceChanged changed ? MessengerEvents.Of("presence_changed", MessengerPresence.Of(changed), transient: true) : null;
}

/// <summary>A user's presence; the message is left out where it is as it was.</summary>
internal sealed record MessengerPresence(
    string UserId,
    PresenceStatus Status,
    DateTimeOffset LastSeen,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<string?> StatusMessage)
{
    /// <summary>As the contract spells it.</summary>
    public static MessengerPresence Of(PresenceChanged changed) => new(MessengerId.OfUser(changed.UserId), changed.Status, changed.LastSeen, changed.StatusMessage);
}
