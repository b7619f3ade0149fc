using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;

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

    /// <summary>As <see cref="ArrivedAsync"/>; the user chose to be shown like this on that front, before this activation perhaps.</summary>
    [Alias("arrived-as")]
    Task ArrivedAsAsync(FrontAddress front, bool again, PresenceStatus chosen);

    /// <summary>
    /// The user chooses how to be shown until they are connected nowhere, and what they say of it (stored with the account): contacts are told.
    /// Who chooses <see cref="PresenceStatus.Offline"/> is invisible.
    /// </summary>
    /// <exception cref="ChatException"><see cref="ChatError.Invalid"/> (<c>status</c>, <c>statusMessage</c>).</exception>
    [Alias("set")]
    Task SetAsync(PresenceStatus status, Optional<string?> message);

    /// <summary>Whether the user is online, as far as others can tell.</summary>
    [Alias("is-online"), ReadOnly, AlwaysInterleave]
    Task<bool> IsOnlineAsync();

    /// <summary>Whether the user has a connection, shown or not.</summary>
    [Alias("is-connected"), ReadOnly, AlwaysInterleave]
    Task<bool> IsConnectedAsync();

    /// <summary>The user's presence. Whether somebody may see it, <see cref="Relations.IRelationLookupGrain"/> knows.</summary>
    [Alias("get"), ReadOnly, AlwaysInterleave]
    Task<PresenceInfo> GetAsync();

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
