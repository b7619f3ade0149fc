using Orleans;
using OrleansChat.Grains.Interfaces.Conversations;

namespace OrleansChat.Grains.Interfaces.Events;

/// <summary>A message was stored.</summary>
[GenerateSerializer, Immutable, Alias("message-posted")]
public sealed record MessagePosted([property: Id(0)] Message Message) : ChatEvent
{
    /// <inheritdoc/>
    public override int TextLength => Message.TextLength;
}

/// <summary>A message was edited; <paramref name="Change"/> is the conversation's change counter.</summary>
[GenerateSerializer, Immutable, Alias("message-edited")]
public sealed record MessageEdited([property: Id(0)] Message Message, [property: Id(1)] long Change) : ChatEvent
{
    /// <inheritdoc/>
    public override int TextLength => Message.TextLength;
}

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

/// <summary>A user added a reaction to a message, or took one back; <paramref name="Change"/> is the conversation's change counter.</summary>
[GenerateSerializer, Immutable, Alias("reaction-changed")]
public sealed record ReactionChanged(
    [property: Id(0)] Message Message,
    [property: Id(1)] Guid UserId,
    [property: Id(2)] string Emoji,
    [property: Id(3)] bool Added,
    [property: Id(4)] long Change) : ChatEvent
{
    /// <inheritdoc/>
    public override int TextLength => Message.TextLength;
}

/// <summary>A member has, or has seen, every message up to this one. In large conversations to the member's own connections only.</summary>
[GenerateSerializer, Immutable, Alias("receipt-moved")]
public sealed record ReceiptMoved(
    [property: Id(0)] Guid ConversationId,
    [property: Id(1)] bool IsGroup,
    [property: Id(2)] Guid MessageId,
    [property: Id(3)] long Sequence,
    [property: Id(4)] Guid UserId,
    [property: Id(5)] ReceiptKind Kind,
    [property: Id(6)] DateTimeOffset At) : ChatEvent
{
    /// <inheritdoc/>
    public override bool IsTransient => true;
}

/// <summary>To the connections of a user who hid a message from themselves.</summary>
[GenerateSerializer, Immutable, Alias("message-hidden")]
public sealed record MessageHidden(
    [property: Id(0)] Guid ConversationId, [property: Id(1)] Guid MessageId, [property: Id(2)] long Sequence) : ChatEvent;
