using System.Collections.Immutable;
using Orleans;

namespace OrleansChat.Grains.Interfaces.Events;

/// <summary>
/// A front's ear. A front has a few; calls to one are sequential, and each only puts what it hears into a bounded queue.
/// Calls are answered, not one-way: a runtime may overtake one-way calls with later ones, so whoever speaks sends the next
/// batch when this one has arrived, and events of one conversation, user or call stay in order.
/// </summary>
[Alias("front-observer")]
public interface IFrontObserver : IGrainObserver
{
    /// <summary>Events for some of the users who are connected to this front.</summary>
    [Alias("deliver")]
    Task DeliverAsync(ImmutableArray<Delivery> deliveries);

    /// <summary>Events for these users could not be delivered for good: their clients have to come back and resume. Told before anything that came later.</summary>
    [Alias("missed")]
    Task MissedAsync(ImmutableArray<Guid> users);

    /// <summary>Sessions ended: their tokens are refused and their connections closed.</summary>
    [Alias("revoke")]
    Task RevokeAsync(Guid userId, ImmutableArray<Guid> sessions);
}

/// <summary>An event and who is to hear of it.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Recipients">The users; those who are not connected here are passed over.</param>
/// <param name="ExceptConnection">The one connection that is not told, because it caused the event; null for none.</param>
[GenerateSerializer, Immutable, Alias("delivery")]
public sealed record Delivery(
    [property: Id(0)] ChatEvent Event,
    [property: Id(1)] ImmutableArray<Guid> Recipients,
    [property: Id(2)] Guid? ExceptConnection);
