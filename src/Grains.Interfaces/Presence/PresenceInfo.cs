using Orleans;

namespace OrleansChat.Grains.Interfaces.Presence;

/// <summary>What others are told of whether a user is there (messenger 8.2).</summary>
[GenerateSerializer, Alias("presence-status")]
public enum PresenceStatus
{
    /// <summary>Not connected, or connected and not wanting to be seen.</summary>
    Offline,

    /// <summary>Connected.</summary>
    Online,

    /// <summary>Connected, and chose to be shown as away.</summary>
    Away,

    /// <summary>Connected, and chose to be shown as busy.</summary>
    Busy,
}

/// <summary>A user's presence, as somebody may see it.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Status">Whether they are there.</param>
/// <param name="LastSeen">When they were last there: the time of the answer while they are.</param>
/// <param name="StatusMessage">What they say of it, or null.</param>
[GenerateSerializer, Immutable, Alias("presence-info")]
public sealed record PresenceInfo(
    [property: Id(0)] Guid UserId,
    [property: Id(1)] PresenceStatus Status,
    [property: Id(2)] DateTimeOffset LastSeen,
    [property: Id(3)] string? StatusMessage);

/// <summary>How much of presence may be asked for.</summary>
public static class PresenceLimits
{
    /// <summary>Users whose presence is asked for at once.</summary>
    public const int Subscription = 200;

    /// <summary>Users whose presence one connection is told.</summary>
    public const int Subscriptions = 1000;

    /// <summary>Characters of a status message.</summary>
    public const int StatusMessage = 200;
}
