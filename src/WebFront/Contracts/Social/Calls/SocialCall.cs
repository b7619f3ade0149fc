using System.Collections.Immutable;
using OrleansChat.Grains.Interfaces.Calls;

namespace OrleansChat.WebFront.Contracts.Social.Calls;

/// <summary>A call, to those who enter its room.</summary>
internal sealed record SocialCall(Guid Id, Guid InitiatorId, string RoomId, CallType Type, CallStatus Status, DateTimeOffset CreatedAt)
{
    /// <summary>The call as it is now.</summary>
    public static SocialCall From(Call call) => new(call.Id, call.InitiatorId, call.RoomId, call.Type, call.Status, call.CreatedAt);
}

/// <summary>A call and who takes part.</summary>
internal sealed record SocialCallDetails(
    Guid Id, Guid InitiatorId, string RoomId, CallType Type, CallStatus Status, ImmutableArray<SocialParticipant> Participants)
{
    /// <summary>The call as it is now; everyone in it or called, the initiator first.</summary>
    public static SocialCallDetails From(Call call) => new(
        call.Id,
        call.InitiatorId,
        call.RoomId,
        call.Type,
        call.Status,
        [.. call.Participants.Select(participant => new SocialParticipant(participant.UserId, participant.JoinedAt))]);
}

/// <summary>A participant; <paramref name="JoinedAt"/> is null until they join.</summary>
internal sealed record SocialParticipant(Guid UserId, DateTimeOffset? JoinedAt);

/// <summary>A call in the history.</summary>
internal sealed record SocialCallSummary(Guid Id, CallType Type, CallStatus Status, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt)
{
    /// <summary>The call as it is now.</summary>
    public static SocialCallSummary From(Call call) => new(call.Id, call.Type, call.Status, call.CreatedAt, call.EndedAt);
}

/// <summary>A call that rings, to those who are called: no room before they answer.</summary>
internal sealed record SocialRingingCall(Guid Id, Guid InitiatorId, CallType Type, CallStatus Status)
{
    /// <summary>The call as it is now.</summary>
    public static SocialRingingCall From(Call call) => new(call.Id, call.InitiatorId, call.Type, call.Status);
}

/// <summary>A call, to the user who joined it.</summary>
internal sealed record SocialJoinedCall(Guid Id, string RoomId, CallStatus Status)
{
    /// <summary>The call as it is now.</summary>
    public static SocialJoinedCall From(Call call) => new(call.Id, call.RoomId, call.Status);
}

/// <summary>The answer to ending a call.</summary>
internal sealed record SocialEndedCall(Guid Id, CallStatus Status, DateTimeOffset? EndedAt)
{
    /// <summary>The call as it is now.</summary>
    public static SocialEndedCall From(Call call) => new(call.Id, call.Status, call.EndedAt);
}

/// <summary>The answer to rejecting a call: what the caller did to it, whoever else is still being called.</summary>
internal sealed record SocialRejectedCall(Guid Id, CallStatus Status);

/// <summary>A call with the room's address and the credentials to enter it.</summary>
internal sealed record SocialCallRoom<TCall>(TCall Call, string RoomUrl, string Token);
