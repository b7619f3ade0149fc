using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace OrleansChat.Grains.Interfaces.Presence;

/// <summary>Where a user is connected. Keyed by user id. In memory only, but for when the user was last seen.</summary>
[Alias("presence-grain")]
public interface IPresenceGrain : IGrainWithGuidKey
{
    /// <summary>A front now holds at least one connection of the user.</summary>
    [Alias("arrived")]
    Task ArrivedAsync(FrontAddress front);

    /// <summary>A front holds no connection of the user any more. The user is offline some seconds after the last front said so.</summary>
    [Alias("left")]
    Task LeftAsync(Guid frontId);

    /// <summary>Whether the user is online.</summary>
    [Alias("is-online"), ReadOnly, AlwaysInterleave]
    Task<bool> IsOnlineAsync();

    /// <summary>A conversation became active: answers where the user is, and tells it of changes until <see cref="UnwatchAsync"/>.</summary>
    [Alias("watch"), AlwaysInterleave]
    Task<ImmutableArray<FrontAddress>> WatchAsync(Guid conversationId);

    /// <summary>A conversation is no longer active.</summary>
    [Alias("unwatch"), AlwaysInterleave]
    Task UnwatchAsync(Guid conversationId);

    /// <summary>Sends an event to all connections of the user, wherever they are.</summary>
    [Alias("tell"), AlwaysInterleave]
    Task TellAsync(Events.ChatEvent chatEvent);
}
