using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace OrleansChat.Grains.Interfaces.Presence;

/// <summary>Where a user is connected. Keyed by user id. In memory only, but for when the user was last seen.</summary>
[Alias("presence-grain")]
public interface IPresenceGrain : IGrainWithGuidKey
{
    /// <summary>
    /// A front now holds at least one connection of the user; or still does, when <paramref name="again"/>: its client has been
    /// told so already and relies on it, so that whatever could not be sent there meanwhile was missed.
    /// </summary>
    [Alias("arrived")]
    Task ArrivedAsync(FrontAddress front, bool again);

    /// <summary>A front holds no connection of the user any more. The user is offline some seconds after the last front said so.</summary>
    [Alias("left")]
    Task LeftAsync(Guid frontId);

    /// <summary>Whether the user is online.</summary>
    [Alias("is-online"), ReadOnly, AlwaysInterleave]
    Task<bool> IsOnlineAsync();

    /// <summary>
    /// A conversation became active: answers where the user is, and tells it of changes until <see cref="UnwatchAsync"/>. With
    /// <paramref name="believed"/> it already sends to some front for the user.
    /// </summary>
    [Alias("watch"), AlwaysInterleave]
    Task<UserFronts> WatchAsync(Guid conversationId, bool believed);

    /// <summary>A conversation is no longer active.</summary>
    [Alias("unwatch"), AlwaysInterleave]
    Task UnwatchAsync(Guid conversationId);

    /// <summary>Sends an event to all connections of the user, wherever they are.</summary>
    [Alias("tell"), AlwaysInterleave]
    Task TellAsync(Events.ChatEvent chatEvent);
}

/// <summary>Where a user is, as far as presence knows.</summary>
/// <param name="Fronts">The fronts that hold a connection of the user.</param>
/// <param name="Heard">
/// Whether any front has spoken of the user to this activation. Until then it may have taken the place of one that was lost:
/// who believes that the user is somewhere goes on believing so, and is told when that turns out to be wrong.
/// </param>
/// <param name="Watched">Whether this activation knew already that the conversation watches, and has told it of every change.</param>
[GenerateSerializer, Immutable, Alias("user-fronts")]
public sealed record UserFronts(
    [property: Id(0)] ImmutableArray<FrontAddress> Fronts, [property: Id(1)] bool Heard, [property: Id(2)] bool Watched);
