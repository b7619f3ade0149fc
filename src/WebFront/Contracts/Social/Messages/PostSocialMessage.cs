using System.Text.Json;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Contracts.Social.Messages;

/// <summary>Asks to send a message to a user or a group. <paramref name="ClientMessageId"/> is read by realtime only; over REST the id is the <c>Idempotency-Key</c> header.</summary>
internal sealed record PostSocialMessage(
    string? Content,
    MessageType? Type = null,
    string? ReceiverId = null,
    string? GroupId = null,
    string? ParentId = null,
    JsonElement? Metadata = null,
    string? ClientMessageId = null)
{
    /// <summary>The conversation it goes to and the message, checked.</summary>
    /// <param name="sender">The author.</param>
    /// <param name="operationId">The client's own id for this send, or null.</param>
    /// <param name="connection">The realtime connection that it came in on, or null.</param>
    public (Guid ConversationId, NewMessage Message) By(Guid sender, string? operationId, Guid? connection = null)
    {
        var content = Rules.Text("content", Content, 1, MessageLimits.Content);
        var metadata = Rules.OptionalObject("metadata", Metadata, MessageLimits.Metadata);
        var (conversation, peer) = Address(sender);
        var parent = ParentId is null ? default(Guid?) : SocialId.Message(ParentId);
        return (conversation, new NewMessage(sender, peer, Type ?? MessageType.Text, content, metadata, parent, operationId, connection));
    }

    private (Guid ConversationId, Guid? Peer) Address(Guid sender)
    {
        if (ReceiverId is null == GroupId is null)
            throw new ChatException("receiverId", "exactly one of receiverId and groupId must be given.");
        if (GroupId is not null)
            return (SocialId.Group(GroupId), null);
        var receiver = SocialId.User(ReceiverId!);
        return receiver == sender
            ? throw new ChatException("receiverId", "must not be the sender.")
            : (ConversationId.Direct(sender, receiver), receiver);
    }
}

/// <summary>Asks to change a message's content.</summary>
internal sealed record EditSocialMessage(string? Content)
{
    /// <summary>The new content, checked.</summary>
    public string Checked() => Rules.Text("content", Content, 1, MessageLimits.Content);
}

/// <summary>Asks to add or take back a reaction.</summary>
internal sealed record ReactToSocialMessage(string? Emoji)
{
    /// <summary>The emoji, checked.</summary>
    public string Checked() => Rules.Text("emoji", Emoji, 1, MessageLimits.Emoji);
}
