using Orleans;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Calls;

namespace OrleansChat.Grains.Interfaces.Events;

/// <summary>To the initiator's connections: the call rings. <paramref name="Account"/> is the initiator, for the room's credentials.</summary>
[GenerateSerializer, Immutable, Alias("call-initiated")]
public sealed record CallInitiated([property: Id(0)] Call Call, [property: Id(1)] Account Account) : ChatEvent;

/// <summary>To those who are called.</summary>
[GenerateSerializer, Immutable, Alias("call-ringing")]
public sealed record CallRinging([property: Id(0)] Call Call) : ChatEvent;

/// <summary>To the connections of the user who answered or joined: <paramref name="Account"/>, for the room's credentials.</summary>
[GenerateSerializer, Immutable, Alias("call-answered")]
public sealed record CallAnswered([property: Id(0)] Call Call, [property: Id(1)] Account Account) : ChatEvent;

/// <summary>To the other participants: a user joined.</summary>
[GenerateSerializer, Immutable, Alias("call-joined")]
public sealed record CallParticipantJoined([property: Id(0)] Guid CallId, [property: Id(1)] Guid UserId) : ChatEvent;

/// <summary>To the other participants: a user left.</summary>
[GenerateSerializer, Immutable, Alias("call-left")]
public sealed record CallParticipantLeft([property: Id(0)] Guid CallId, [property: Id(1)] Guid UserId) : ChatEvent;

/// <summary>To the initiator, and to the rejecting user's other connections: a user rejected the call.</summary>
[GenerateSerializer, Immutable, Alias("call-rejected")]
public sealed record CallRejected([property: Id(0)] Guid CallId, [property: Id(1)] Guid UserId) : ChatEvent;

/// <summary>To every participant: the call is over, <paramref name="Status"/> says how.</summary>
[GenerateSerializer, Immutable, Alias("call-ended")]
public sealed record CallEnded([property: Id(0)] Guid CallId, [property: Id(1)] CallStatus Status) : ChatEvent;
