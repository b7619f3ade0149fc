using System.Collections.Immutable;
using Orleans;
using OrleansChat.Grains.Interfaces.Events;

namespace OrleansChat.Grains.Interfaces.Presence;

/// <summary>A front process and its ears. A conversation always speaks to the same ear, so that its events stay in order.</summary>
[GenerateSerializer, Immutable, Alias("front-address")]
public sealed record FrontAddress([property: Id(0)] Guid Id, [property: Id(1)] ImmutableArray<IFrontObserver> Ears)
{
    /// <summary>The ear for a conversation, user or call.</summary>
    public IFrontObserver EarFor(Guid key) => Ears[(int)((uint)key.GetHashCode() % (uint)Ears.Length)];

    /// <inheritdoc/>
    public bool Equals(FrontAddress? other) => other is not null && other.Id == Id;

    /// <inheritdoc/>
    public override int GetHashCode() => Id.GetHashCode();
}
