using Orleans;
using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.Grains.Interfaces.Meetings;

/// <summary>One meeting, from its invitation to its end (messenger 10). Keyed by meeting id.</summary>
[Alias("meeting-grain")]
public interface IMeetingGrain : IGrainWithGuidKey
{
    /// <summary>Schedules it and notifies who is invited.</summary>
    /// <exception cref="ChatException">
    /// <see cref="ChatError.Invalid"/> (<c>title</c>, <c>description</c>, <c>minutes</c>, <c>invitees</c>, <c>recurrence</c>), <see cref="ChatError.UserNotFound"/>.
    /// </exception>
    [Alias("schedule")]
    Task<Meeting> ScheduleAsync(NewMeeting meeting);

    /// <summary>The meeting.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.MeetingNotFound"/> (to everyone who is not invited, too).</exception>
    [Alias("get")]
    Task<Meeting> GetAsync(Guid reader);

    /// <summary>The meeting, to who has the key of its calendar entry.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.MeetingNotFound"/> (with another key, too).</exception>
    [Alias("open-invite")]
    Task<Meeting> OpenInviteAsync(string inviteKey);
}
