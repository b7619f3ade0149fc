using System.Collections.Immutable;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Calls;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Events;

namespace OrleansChat.Grains.Calls;

/// <summary>An event and the users whose connections are to hear of it.</summary>
internal sealed record CallNotice(ImmutableArray<Guid> To, ChatEvent Event);

/// <summary>What a call becomes, and who is told. Nobody is told of what changed nothing.</summary>
internal sealed record CallStep(Call Call, ImmutableArray<CallNotice> Notices)
{
    /// <summary>Whether anything changed.</summary>
    public bool Changes { get; init; } = true;
}

/// <summary>
/// What may become of a call. Decides; changes nothing. Two devices of one user are one participant: the first decision
/// counts, and repeating it changes nothing. What is over stays over.
/// </summary>
internal static class CallRules
{
    /// <summary>Whether a call is over.</summary>
    public static bool IsOver(Call call) => call.Status is CallStatus.Ended or CallStatus.Rejected or CallStatus.Missed;

    /// <summary>Whether somebody is still being called.</summary>
    public static bool Rings(Call call) => !IsOver(call) && call.Participants.Any(participant => participant.Status == ParticipantStatus.Ringing);

    /// <summary>A new call, which its initiator is in.</summary>
    public static CallStep Initiate(Guid id, NewCall call, ImmutableArray<Guid> called, string roomId, Account initiator, DateTimeOffset now)
    {
        var started = new Call(
            id,
            call.InitiatorId,
            roomId,
            call.Type,
            CallStatus.Ringing,
            call.GroupId,
            [
                new CallParticipant(call.InitiatorId, ParticipantStatus.Joined, now, null),
                .. called.Select(userId => new CallParticipant(userId, ParticipantStatus.Ringing, null, null)),
            ],
            now,
            AnsweredAt: null,
            EndedAt: null);
        return new CallStep(
            started,
            [new CallNotice([call.InitiatorId], new CallInitiated(started, initiator)), new CallNotice(called, new CallRinging(started))]);
    }

    /// <summary>A participant answers, joins or comes back.</summary>
    public static CallStep Join(Call call, Account account, DateTimeOffset now)
    {
        var participant = ParticipantOf(call, account.Id);
        RequireNotOver(call);
        if (participant.Status == ParticipantStatus.Joined)
            return Nothing(call);
        var answers = call.Status == CallStatus.Ringing && account.Id != call.InitiatorId;
        var joined = With(call, participant with { Status = ParticipantStatus.Joined, JoinedAt = now, LeftAt = null }) with
        {
            Status = answers ? CallStatus.Ongoing : call.Status,
            AnsweredAt = answers ? now : call.AnsweredAt,
        };
        return new CallStep(
            joined,
            [
                new CallNotice([account.Id], new CallAnswered(joined, account)),
                new CallNotice(Others(joined, account.Id), new CallParticipantJoined(call.Id, account.Id)),
            ]);
    }

    /// <summary>A participant who is called declines. One who is in the call, or declined or missed it already, changes nothing.</summary>
    public static CallStep Reject(Call call, Guid userId, DateTimeOffset now)
    {
        var participant = ParticipantOf(call, userId);
        RequireNotOver(call);
        if (participant.Status != ParticipantStatus.Ringing)
            return Nothing(call);
        var rejected = With(call, participant with { Status = ParticipantStatus.Rejected });
        return Settle(rejected, [new CallNotice([call.InitiatorId, userId], new CallRejected(call.Id, userId))], CallStatus.Rejected, now);
    }

    /// <summary>A participant leaves. The initiator who leaves before anyone answered ends the call; one who is still called declines it.</summary>
    public static CallStep Leave(Call call, Guid userId, DateTimeOffset now)
    {
        var participant = ParticipantOf(call, userId);
        RequireNotOver(call);
        if (participant.Status == ParticipantStatus.Ringing)
            return Reject(call, userId, now);
        if (participant.Status != ParticipantStatus.Joined)
            return Nothing(call);
        if (call.Status == CallStatus.Ringing)
            return Finish(call, CallStatus.Ended, [], now);
        var left = With(call, participant with { Status = ParticipantStatus.Left, LeftAt = now });
        var remaining = left.Participants
            .Where(other => other.Status is ParticipantStatus.Joined or ParticipantStatus.Ringing)
            .Select(other => other.UserId);
        return Settle(left, [new CallNotice([.. remaining], new CallParticipantLeft(call.Id, userId))], CallStatus.Ended, now);
    }

    /// <summary>The initiator ends the call for everyone.</summary>
    public static CallStep End(Call call, Guid userId, DateTimeOffset now)
    {
        ParticipantOf(call, userId);
        if (userId != call.InitiatorId)
            throw new ChatException(ChatError.NotTheInitiator);
        RequireNotOver(call);
        return Finish(call, CallStatus.Ended, [], now);
    }

    /// <summary>It has rung long enough: whoever is still called missed it.</summary>
    public static CallStep StopRinging(Call call, DateTimeOffset now)
    {
        if (!Rings(call))
            return Nothing(call);
        var missed = call with { Participants = [.. call.Participants.Select(Missed)] };
        return Settle(missed, [], CallStatus.Missed, now);
    }

    /// <summary>Refuses everyone who has no part in the call.</summary>
    public static CallParticipant ParticipantOf(Call call, Guid userId) =>
        call.Participants.FirstOrDefault(participant => participant.UserId == userId) ?? throw new ChatException(ChatError.CallNotFound);

    /// <summary>Ends a call that nobody is in, or one alone whom nobody is called to join; a call that nobody answered ends as <paramref name="unanswered"/>.</summary>
    private static CallStep Settle(Call call, ImmutableArray<CallNotice> notices, CallStatus unanswered, DateTimeOffset now)
    {
        var inIt = call.Participants.Count(participant => participant.Status == ParticipantStatus.Joined);
        if (inIt >= 2 || (inIt == 1 && Rings(call)))
            return new CallStep(call, notices);
        return Finish(call, call.AnsweredAt is null ? unanswered : CallStatus.Ended, notices, now);
    }

    private static CallStep Finish(Call call, CallStatus status, ImmutableArray<CallNotice> notices, DateTimeOffset now)
    {
        var over = call with
        {
            Status = status,
            EndedAt = now,
            Participants = [.. call.Participants.Select(participant => participant.Status == ParticipantStatus.Joined
                ? participant with { Status = ParticipantStatus.Left, LeftAt = now }
                : Missed(participant))],
        };
        return new CallStep(over, notices.Add(new CallNotice([.. over.Participants.Select(participant => participant.UserId)], new CallEnded(call.Id, status))));
    }

    private static CallParticipant Missed(CallParticipant participant) =>
        participant.Status == ParticipantStatus.Ringing ? participant with { Status = ParticipantStatus.Missed } : participant;

    private static CallStep Nothing(Call call) => new(call, []) { Changes = false };

    private static void RequireNotOver(Call call)
    {
        if (IsOver(call))
            throw new ChatException(ChatError.CallOver);
    }

    private static Call With(Call call, CallParticipant changed) => call with
    {
        Participants = [.. call.Participants.Select(participant => participant.UserId == changed.UserId ? changed : participant)],
    };

    private static ImmutableArray<Guid> Others(Call call, Guid userId) =>
        [.. call.Participants.Where(participant => participant.UserId != userId).Select(participant => participant.UserId)];
}
