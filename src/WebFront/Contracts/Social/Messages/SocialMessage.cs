using System.Collections.Immutable;
using System.Text.Json;
using OrleansChat.Grains.Interfaces.Conversations;

namespace OrleansChat.WebFront.Contracts.Social.Messages;

/// <summary>
/// A message, as Social spells it: the documented fields, then those that clients need to order, resume and show it
/// (docs/decisions/002-additional-fields.md).
/// </summary>
internal sealed record SocialMessage(
    Guid Id,
    Guid SenderId,
    Guid? ReceiverId,
    Guid? GroupId,
    string Content,
    MessageType Type,
    MessageStatus Status,
    DateTimeOffset CreatedAt,
    Guid ConversationId,
    long Epoch,
    long Sequence,
    Guid? ParentId,
    JsonElement? Metadata,
    DateTimeOffset UpdatedAt,
    ImmutableArray<SocialReaction> Reactions,
    bool SenderDeleted,
    DateTimeOffset? DeletedAt)
{
    /// <summary>The message as it is now.</summary>
    public static SocialMessage From(Message message) => new(
        message.Id,
        message.SenderId,
        message.ReceiverId,
        message.InGroup ? message.ConversationId : null,
        message.Content,
        message.Type,
        message.Status,
        message.CreatedAt,
        message.ConversationId,
        message.Epoch,
        message.Sequence,
        message.ParentId,
        SocialMetadata.Of(message) is { } metadata ? JsonElement.Parse(metadata) : null,
        message.DeletedAt ?? message.EditedAt ?? message.CreatedAt,
        [.. message.Reactions.Select(reaction => new SocialReaction(reaction.Emoji, reaction.UserIds))],
        message.SenderDeleted,
        message.DeletedAt);

    /// <summary>The message as its sender is told of it: SENT, whatever became of it since (a repeated send is answered the same).</summary>
    public static SocialMessage Posted(Message message) => From(message) with { Status = MessageStatus.Sent };
}

/// <summary>An emoji and the users who reacted with it.</summary>
internal sealed record SocialReaction(string Emoji, ImmutableArray<Guid> UserIds);

/// <summary>The answer to an edit.</summary>
internal sealed record SocialMessageEdit(Guid Id, string Content, DateTimeOffset UpdatedAt)
{
    /// <summary>What was edited.</summary>
    public static SocialMessageEdit From(Message message) => new(message.Id, message.Content, message.EditedAt ?? message.CreatedAt);
}

/// <summary>The answer to a receipt.</summary>
internal sealed record SocialMessageStatus(Guid Id, MessageStatus Status);
