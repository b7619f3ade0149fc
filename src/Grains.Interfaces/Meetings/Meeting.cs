using System.Collections.Immutable;
using Orleans;

namespace OrleansChat.Grains.Interfaces.Meetings;

/// <summary>Where a meeting stands.</summary>
[GenerateSerializer, Alias("meeting-status")]
public enum MeetingStatus
{
    /// <summary>Has not begun.</summary>
    Scheduled,

    /// <summary>Goes on.</summary>
    Active,

    /// <summary>Is over.</summary>
    Ended,

    /// <summary>Does not take place.</summary>
    Cancelled,
}

/// <summary>The unit in which a meeting recurs.</summary>
[GenerateSerializer, Alias("meeting-frequency")]
public enum MeetingFrequency
{
    /// <summary>Days.</summary>
    Daily,

    /// <summary>Weeks.</summary>
    Weekly,

    /// <summary>Months.</summary>
    Monthly,
}

/// <summary>How a meeting recurs: every <paramref name="Every"/> units, the last time not after <paramref name="Until"/>.</summary>
[GenerateSerializer, Immutable, Alias("meeting-recurrence")]
public sealed record MeetingRecurrence([property: Id(0)] MeetingFrequency Frequency, [property: Id(1)] int Every, [property: Id(2)] DateTimeOffset? Until);

/// <summary>Asks to schedule a meeting.</summary>
/// <param name="HostId">Who invites.</param>
/// <param name="Title">1 to <see cref="MeetingLimits.Title"/> characters.</param>
/// <param name="Description">At most <see cref="MeetingLimits.Description"/> characters, or null.</param>
/// <param name="StartsAt">When it begins, the first time.</param>
/// <param name="Minutes">How long it is planned to take.</param>
/// <param name="Invitees">Who is invited, without the host.</param>
/// <param name="Recurrence">How it recurs; null when it does not.</param>
[GenerateSerializer, Immutable, Alias("new-meeting")]
public sealed record NewMeeting(
    [property: Id(0)] Guid HostId,
    [property: Id(1)] string Title,
    [property: Id(2)] string? Description,
    [property: Id(3)] DateTimeOffset StartsAt,
    [property: Id(4)] int Minutes,
    [property: Id(5)] ImmutableArray<Guid> Invitees,
    [property: Id(6)] MeetingRecurrence? Recurrence);

/// <summary>A meeting.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Plan">What was scheduled.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="InviteKey">Opens the calendar entry to who has no token; 128 random bits.</param>
/// <param name="CreatedAt">When it was scheduled.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
[GenerateSerializer, Immutable, Alias("meeting")]
public sealed record Meeting(
    [property: Id(0)] Guid Id,
    [property: Id(1)] NewMeeting Plan,
    [property: Id(2)] MeetingStatus Status,
    [property: Id(3)] string InviteKey,
    [property: Id(4)] DateTimeOffset CreatedAt,
    [property: Id(5)] DateTimeOffset UpdatedAt);

/// <summary>What a meeting may measure at most.</summary>
public static class MeetingLimits
{
    /// <summary>Characters of a title.</summary>
    public const int Title = 200;

    /// <summary>Characters of a description.</summary>
    public const int Description = 2000;

    /// <summary>Minutes of one meeting.</summary>
    public const int Minutes = 1440;

    /// <summary>Invited users.</summary>
    public const int Invitees = 255;

    /// <summary>Days, weeks or months from one time to the next.</summary>
    public const int Every = 365;

    /// <summary>How far ahead a meeting may recur.</summary>
    public static readonly TimeSpan Until = TimeSpan.FromDays(5 * 366);
}
