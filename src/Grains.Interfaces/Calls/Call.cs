using System.Collections.Immutable;
using Orleans;
using OrleansChat.Grains.Interfaces.Accounts;

namespace OrleansChat.Grains.Interfaces.Calls;

/// <summary>What a call carries.</summary>
[GenerateSerializer, Alias("call-type")]
public enum CallType
{
    /// <summary>Sound.</summary>
    Audio,

    /// <summary>Sound and picture.</summary>
    Video,
}

/// <summary>Where a call stands. Ended, Rejected and Missed are final.</summary>
[GenerateSerializer, Alias("call-status")]
public enum CallStatus
{
    /// <summary>Nobody has answered yet.</summary>
    Ringing,

    /// <summary>At least one of those who were called has joined.</summary>
    Ongoing,

    /// <summary>It was answered, or its initiator ended it.</summary>
    Ended,

    /// <summary>Everyone who was called rejected it.</summary>
    Rejected,

    /// <summary>Nobody answered in time.</summary>
    Missed,
}

/// <summary>Where a participant stands.</summary>
[GenerateSerializer, Alias("participant-status")]
public enum ParticipantStatus
{
    /// <summary>Is being called.</summary>
    Ringing,

    /// <summary>Is in the call.</summary>
    Joined,

    /// <summary>Was in the call.</summary>
    Left,

    /// <summary>Rejected.</summary>
    Rejected,

    /// <summary>Did not answer in time.</summary>
    Missed,
}

/// <summary>A call.</summary>
[GenerateSerializer, Immutable, Alias("call")]
public sealed record Call(
    [property: Id(0)] Guid Id,
    [property: Id(1)] Guid InitiatorId,
    [property: Id(2)] string RoomId,
    [property: Id(3)] CallType Type,
    [property: Id(4)] CallStatus Status,
    [property: Id(5)] Guid? GroupId,
    [property: Id(6)] ImmutableArray<CallParticipant> Participants,
    [property: Id(7)] DateTimeOffset CreatedAt,
    [property: Id(8)] DateTimeOffset? AnsweredAt,
    [property: Id(9)] DateTimeOffset? EndedAt);

/// <summary>A participant of a call, its initiator included.</summary>
[GenerateSerializer, Immutable, Alias("call-participant")]
public sealed record CallParticipant(
    [property: Id(0)] Guid UserId,
    [property: Id(1)] ParticipantStatus Status,
    [property: Id(2)] DateTimeOffset? JoinedAt,
    [property: Id(3)] DateTimeOffset? LeftAt);

/// <summary>Asks for a call.</summary>
/// <param name="InitiatorId">Who calls.</param>
/// <param name="Type">Sound, or picture as well.</param>
/// <param name="ParticipantIds">Who is called, without the initiator; may be empty when <paramref name="GroupId"/> is set: then every other member is.</param>
/// <param name="GroupId">The group whose call it is; its members only may take part.</param>
[GenerateSerializer, Immutable, Alias("new-call")]
public sealed record NewCall(
    [property: Id(0)] Guid InitiatorId,
    [property: Id(1)] CallType Type,
    [property: Id(2)] ImmutableArray<Guid> ParticipantIds,
    [property: Id(3)] Guid? GroupId);

/// <summary>A call, and the account of the one who is to enter its room.</summary>
[GenerateSerializer, Immutable, Alias("call-ticket")]
public sealed record CallTicket([property: Id(0)] Call Call, [property: Id(1)] Account Account);

/// <summary>What a call may measure at most.</summary>
public static class CallLimits
{
    /// <summary>Users who can be called at once.</summary>
    public const int Participants = 100;

    /// <summary>How long a call rings.</summary>
    public static readonly TimeSpan RingTime = TimeSpan.FromSeconds(45);
}
