using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Grains.Conversations;

/// <summary>Messages from the log as they cross the cluster.</summary>
internal static class MessageMapping
{
    /// <summary>Messages of one conversation, in their order or the other way round.</summary>
    public static ImmutableArray<Message> ToMessages(this IReadOnlyList<StoredMessage> stored, ConversationState conversation, bool newestFirst = false)
    {
        var progress = conversation.Progress();
        var messages = new Message[stored.Count];
        for (var i = 0; i < messages.Length; i++)
            messages[newestFirst ? messages.Length - 1 - i : i] = stored[i].ToMessage(conversation, progress);
        return ImmutableCollectionsMarshal.AsImmutableArray(messages);
    }

    /// <summary>One message.</summary>
    public static Message ToMessage(this StoredMessage stored, ConversationState conversation) =>
        stored.ToMessage(conversation, conversation.Progress());

    /// <summary>A message that was just stored, and that nobody can have yet.</summary>
    public static Message ToNewMessage(this StoredMessage stored, ConversationState conversation) =>
        stored.ToMessage(conversation, MessageStatus.Sent);

    private static Message ToMessage(this StoredMessage stored, ConversationState conversation, Progress progress) =>
        stored.ToMessage(conversation, stored.HiddenFor is null ? progress.StatusOf(stored.SenderId, stored.Sequence) : MessageStatus.Sent);

    private static Message ToMessage(this StoredMessage stored, ConversationState conversation, MessageStatus status) => new(
        stored.Id,
        stored.ConversationId,
        conversation.Stored.Epoch,
        stored.Sequence,
        stored.SenderId,
        stored.SenderDeleted,
        conversation.PeerOf(stored.SenderId),
        (MessageType)stored.Type,
        stored.Content,
        stored.Metadata,
        stored.ParentId,
        stored.CreatedAt,
        stored.EditedAt,
        stored.DeletedAt,
        status,
        ToReactions(stored.Reactions),
        stored.Encrypted,
        stored.OperationId);

    private static ImmutableArray<Reaction> ToReactions(IReadOnlyList<StoredReaction> reactions) =>
        reactions.Count == 0 ? [] : [.. reactions.GroupBy(reaction => reaction.Emoji, reaction => reaction.UserId).Select(users => new Reaction(users.Key, [.. users]))];
}
