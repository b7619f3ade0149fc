using Orleans;

namespace OrleansChat.Grains.Interfaces.Analytics;

/// <summary>Something that a client counts.</summary>
/// <param name="UserId">Whose client.</param>
/// <param name="Name">1 to <see cref="AnalyticsLimits.Name"/> characters of <c>a-z 0-9 _ .</c></param>
/// <param name="Properties">A JSON object as text of at most <see cref="AnalyticsLimits.Properties"/> bytes, or null.</param>
/// <param name="At">When it happened, by the client's clock.</param>
[GenerateSerializer, Immutable, Alias("analytics-event")]
public sealed record AnalyticsEvent(
    [property: Id(0)] Guid UserId, [property: Id(1)] string Name, [property: Id(2)] string? Properties, [property: Id(3)] DateTimeOffset At);

/// <summary>What a user did in a number of days.</summary>
/// <param name="MessagesSent">Messages of the user.</param>
/// <param name="MessagesReceived">Messages of others in the user's conversations, while the user was in them.</param>
/// <param name="CallsMade">Calls that the user initiated.</param>
/// <param name="CallTime">How long the user's calls took.</param>
/// <param name="FilesShared">Files of the user.</param>
/// <param name="StorageUsed">Bytes of the user's files that are kept.</param>
[GenerateSerializer, Immutable, Alias("usage")]
public sealed record Usage(
    [property: Id(0)] long MessagesSent,
    [property: Id(1)] long MessagesReceived,
    [property: Id(2)] long CallsMade,
    [property: Id(3)] TimeSpan CallTime,
    [property: Id(4)] long FilesShared,
    [property: Id(5)] long StorageUsed);

/// <summary>How much is counted, and for how long.</summary>
public static class AnalyticsLimits
{
    /// <summary>Characters of an event's name.</summary>
    public const int Name = 64;

    /// <summary>UTF-8 bytes of an event's properties.</summary>
    public const int Properties = 4096;

    /// <summary>Events of one user: older ones are forgotten.</summary>
    public const int PerUser = 10_000;

    /// <summary>Days of one question for usage.</summary>
    public const int Days = 366;

    /// <summary>How long an event is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);
}
