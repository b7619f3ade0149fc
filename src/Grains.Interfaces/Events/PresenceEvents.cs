using Orleans;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Presence;

namespace OrleansChat.Grains.Interfaces.Events;

/// <summary>
/// A user came online or went offline, or shows another status. The message is set where it may have changed; <paramref name="LastSeen"/> is
/// when they were last there: now, while they are.
/// </summary>
[GenerateSerializer, Immutable, Alias("presence-changed")]
public sealed record PresenceChanged(
    [property: Id(0)] Guid UserId,
    [property: Id(1)] bool Online,
    [property: Id(2)] PresenceStatus Status = PresenceStatus.Offline,
    [property: Id(3)] Optional<string?> StatusMessage = default,
    [property: Id(4)] DateTimeOffset LastSeen = default) : ChatEvent
{
    /// <inheritdoc/>
    public override bool IsTransient => true;

    /// <summary>The event that tells of a presence.</summary>
    public static PresenceChanged Of(PresenceInfo presence) =>
        new(presence.UserId, presence.Status != PresenceStatus.Offline, presence.Status, new(true, presence.StatusMessage), presence.LastSeen);
}
