using Orleans;

namespace OrleansChat.Grains.Interfaces.Events;

/// <summary>A user came online or went offline.</summary>
[GenerateSerializer, Immutable, Alias("presence-changed")]
public sealed record PresenceChanged([property: Id(0)] Guid UserId, [property: Id(1)] bool Online) : ChatEvent
{
    /// <inheritdoc/>
    public override bool IsTransient => true;
}
