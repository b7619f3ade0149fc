using Orleans;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Calls;
using OrleansChat.Grains.Interfaces.Conversations;

namespace OrleansChat.Grains.Interfaces.Events;

/// <summary>Something that happened and that connected clients are told. A closed family: each contract says which it publishes, and how.</summary>
[GenerateSerializer, Immutable, Alias("chat-event")]
public abstract record ChatEvent
{
    /// <summary>
    /// True when the first to be dropped under load: nothing is lost for good without it (typing, presence).
    /// </summary>
    public virtual bool IsTransient => false;
}

/// <summary>A message was stored.</summary>
[GenerateSerializer, Immutable, Alias("message-posted")]
public sealed record MessagePosted([property: Id(0)] Message Message) : ChatEvent;

/// <summary>A message was edited; <paramref name="Change"/> is the conversation's change counter.</summary>
[GenerateSerializer, Immutable, Alias("message-edited")]
public sealed record MessageEdited([property: Id(0)] Message Message, [property: Id(1)] long Change) : ChatEvent;

/// <summary>A message was deleted; <paramref name="Change"/> is the conversation's change counter.</summary>
[GenerateSerializer, Immutable, Alias("message-deleted")]
public sealed record MessageDeleted([property: Id(0)] Message Message, [property: Id(1)] long Change) : ChatEvent;

/// <summary>A user started or stopped typing; <paramref name="ReceiverId"/> is null in a group, <paramref name="GroupId"/> in a direct conversation.</summary>
[GenerateSerializer, Immutable, Alias("typing-changed")]
public sealed record TypingChanged(
    [property: Id(0)] Guid UserId,
    [property: Id(1)] Guid? GroupId,
    [property: Id(2)] Guid? ReceiverId,
    [property: Id(3)] bool Typing) : ChatEvent
{
    /// <inheritdoc/>
    public override bool IsTransient => true;
}

/// <summary>A user came online or went offline.</summary>
[GenerateSerializer, Immutable, Alias("presence-changed")]
public sealed record PresenceChanged([property: Id(0)] Guid UserId, [property: Id(1)] bool Online) : ChatEvent
{
    /// <inheritdoc/>
    public override bool IsTransient => true;
}

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
