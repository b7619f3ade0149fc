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
    /// <summary>
    /// Events for some of the users who are connected to this front, and the audiences that they are the first to name. Answers how
    /// many were heard: all, or those before the first that names an audience which is not known here; whoever speaks says the
    /// others again, and who is in their audiences.
    /// </summary>
    [Alias("deliver")]
    Task<int> DeliverAsync(ImmutableArray<Delivery> deliveries, ImmutableArray<AudienceDefinition> audiences);

    /// <summary>Events for these users could not be delivered for good: their clients have to come back and resume. Told before anything that came later.</summary>
    [Alias("missed")]
    Task MissedAsync(ImmutableArray<Guid> users);

    /// <summary>Sessions ended: their tokens are refused and their connections closed.</summary>
    [Alias("revoke")]
    Task RevokeAsync(Guid userId, ImmutableArray<Guid> sessions);
}

/// <summary>An event and who is to hear of it.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Recipients">The users, unless <paramref name="Audience"/> names them; those who are not connected here are passed over.</param>
/// <param name="ExceptConnection">The one connection that is not told, because it caused the event; null for none.</param>
/// <param name="ExceptUser">The one user who is not told; null for none.</param>
/// <param name="Audience">The users, when they are too many to list them with each event; null when they are listed.</param>
[GenerateSerializer, Immutable, Alias("delivery")]
public sealed record Delivery(
    [property: Id(0)] ChatEvent Event,
    [property: Id(1)] ImmutableArray<Guid> Recipients,
    [property: Id(2)] Guid? ExceptConnection,
    [property: Id(3)] Guid? ExceptUser = null,
    [property: Id(4)] AudienceName? Audience = null);

/// <summary>The members of a conversation on one front at one moment.</summary>
/// <param name="ConversationId">The conversation. A front remembers the latest of its audiences.</param>
/// <param name="Version">Drawn at random, so that it means the same users whoever names it.</param>
[GenerateSerializer, Immutable, Alias("audience-name")]
public sealed record AudienceName([property: Id(0)] Guid ConversationId, [property: Id(1)] long Version);

/// <summary>Who is in an audience.</summary>
[GenerateSerializer, Immutable, Alias("audience-definition")]
public sealed record AudienceDefinition([property: Id(0)] AudienceName Name, [property: Id(1)] ImmutableArray<Guid> Users);
