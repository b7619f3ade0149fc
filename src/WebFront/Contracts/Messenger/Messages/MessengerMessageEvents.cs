using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.WebFront.Http.Json;
using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Contracts.Messenger.Messages;

/// <summary>What Messenger tells of messages (messenger.md, 8.2 and 8.3).</summary>
internal static class MessengerMessageEvents
{
    /// <summary>The event as Messenger words it; null when it is of another area.</summary>
    public static RealtimeEvent? Encode(ChatEvent chatEvent) => chatEvent switch
    {
        MessagePosted posted => Message("message_received", posted.Message),
        MessageEdited edited => Message("message_updated", edited.Message),
        MessageDeleted deleted => MessengerEvents.Of("message_deleted", MessengerMessageDeletion.Of(deleted.Message.ConversationId, deleted.Message.Id, forEveryone: true)),
        MessageHidden hidden => MessengerEvents.Of("message_deleted", MessengerMessageDeletion.Of(hidden.ConversationId, hidden.MessageId, forEveryone: false)),
        ReactionChanged changed => Reactions(changed),
        ReceiptMoved { Kind: ReceiptKind.Seen } seen => MessengerEvents.Of("message_read", MessengerReadReceipt.Of(seen), transient: true),
        ReceiptMoved { Kind: ReceiptKind.Delivered } delivered => MessengerEvents.Of("message_delivered", MessengerDeliveryReceipt.Of(delivered), transient: true),
        TypingChanged typing => MessengerEvents.Of("typing", MessengerTyping.Of(typing), transient: true),
        _ => null,
    };

    /// <summary>The conversation's id beside the message, so that a client can file it without looking into it.</summary>
    private static RealtimeEvent Message(string name, Message message)
    {
        using var output = new PooledBytes();
        var json = new JsonText(output);
        json.Raw("{\"conversation_id\":"u8);
        json.Id("conv_"u8, message.ConversationId);
        json.Raw(",\"message\":"u8);
        MessengerMessageJson.Write(ref json, message, MessengerDelivery.Of(message.Status));
        json.Raw("}"u8);
        json.Complete();
        return RealtimeEvent.OfEncoded(name, output.Written.ToArray());
    }

    private static RealtimeEvent Reactions(ReactionChanged changed)
    {
        using var output = new PooledBytes();
        var json = new JsonText(output);
        json.Raw("{\"conversation_id\":"u8);
        json.Id("conv_"u8, changed.Message.ConversationId);
        json.Raw(",\"message_id\":"u8);
        json.Id("msg_"u8, changed.Message.Id);
        json.Raw(",\"user_id\":"u8);
        json.Id("usr_"u8, changed.UserId);
        json.Raw(",\"emoji\":"u8);
        json.Text(changed.Emoji);
        json.Raw(changed.Added ? ",\"action\":\"added\",\"reactions\":"u8 : ",\"action\":\"removed\",\"reactions\":"u8);
        MessengerMessageJson.WriteReactions(ref json, changed.Message.Reactions);
        json.Raw("}"u8);
        json.Complete();
        return RealtimeEvent.OfEncoded("reaction_changed", output.Written.ToArray());
    }
}

/// <summary>A message is gone, for everyone or for the reader alone.</summary>
internal sealed record MessengerMessageDeletion(string ConversationId, string MessageId, string DeletedFor)
{
    /// <summary>As the contract spells it.</summary>
    public static MessengerMessageDeletion Of(Guid conversationId, Guid messageId, bool forEveryone)
        => new(MessengerId.OfConversation(conversationId), MessengerId.OfMessage(messageId), forEveryone ? "everyone" : "me");
}

/// <summary>A member has seen every message up to this one.</summary>
internal sealed record MessengerReadReceipt(string ConversationId, string MessageId, string ReadBy, DateTimeOffset ReadAt)
{
    /// <summary>As the contract spells it.</summary>
    public static MessengerReadReceipt Of(ReceiptMoved moved)
        => new(MessengerId.OfConversation(moved.ConversationId), MessengerId.OfMessage(moved.MessageId), MessengerId.OfUser(moved.UserId), moved.At);
}

/// <summary>A member has every message up to this one.</summary>
internal sealed record MessengerDeliveryReceipt(string ConversationId, string MessageId, string DeliveredTo, DateTimeOffset DeliveredAt)
{
    /// <summary>As the contract spells it.</summary>
    public static MessengerDeliveryReceipt Of(ReceiptMoved moved)
        => new(MessengerId.OfConversation(moved.ConversationId), MessengerId.OfMessage(moved.MessageId), MessengerId.OfUser(moved.UserId), moved.At);
}

/// <summary>A member types, or has stopped.</summary>
internal sealed record MessengerTyping(string ConversationId, string UserId, bool IsTyping)
{
    /// <summary>As the contract spells it; the conversation of two is named by both.</summary>
    public static MessengerTyping Of(TypingChanged typing) => new(
        MessengerId.OfConversation(typing.GroupId ?? Grains.Interfaces.Conversations.ConversationId.Direct(typing.UserId, typing.ReceiverId!.Value)),
        MessengerId.OfUser(typing.UserId),
        typing.Typing);
}
