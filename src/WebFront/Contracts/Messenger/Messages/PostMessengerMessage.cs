using System.Text.Json;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Contracts.Messenger.Messages;

/// <summary>Asks to send a message.</summary>
internal sealed record PostMessengerMessage(
    string? ContentEncrypted, string? MessageType, string? ReplyToMessageId, JsonElement? Metadata, string? TempId)
{
    /// <summary>
    /// The message, checked. A repetition of its <c>temp_id</c> is the first message whatever it says: the same text encrypted again is another
    /// ciphertext.
    /// </summary>
    public NewMessage By(Guid sender)
    {
        var checks = new FieldChecks();
        var content = checks.Of(() => Rules.Text("content_encrypted", ContentEncrypted, 1, MessageLimits.Ciphertext));
        var type = checks.Of(() => MessengerMessageTypes.Read("message_type", MessageType));
        var metadata = checks.Of(() => Rules.OptionalObject("metadata", Metadata, MessageLimits.Metadata));
        var operation = checks.Of(() => Rules.OperationId("temp_id", TempId));
        checks.Done();
        var parent = ReplyToMessageId is null ? (Guid?)null : MessengerId.Message(ReplyToMessageId);
        return new NewMessage(sender, null, type, content, metadata, parent, operation, null, ById: true, Encrypted: true, AnyBody: true);
    }
}

/// <summary>Asks to change a message.</summary>
internal sealed record EditMessengerMessage(string? ContentEncrypted)
{
    /// <summary>The new content, checked.</summary>
    public string Checked() => Rules.Text("content_encrypted", ContentEncrypted, 1, MessageLimits.Ciphertext);
}

/// <summary>Asks to react to a message, or to take that back.</summary>
internal sealed record ReactToMessengerMessage(string? Emoji)
{
    /// <summary>The emoji, which is there.</summary>
    public string Checked() => Rules.Text("emoji", Emoji, 1, MessageLimits.Emoji);
}

/// <summary>The answer to a send.</summary>
internal sealed record MessengerMessagePosted(string MessageId, string ConversationId, string SenderId, string? TempId, DateTimeOffset CreatedAt)
{
    /// <summary>What was stored, now or before.</summary>
    public static MessengerMessagePosted From(Message message) => new(
        MessengerId.OfMessage(message.Id),
        MessengerId.OfConversation(message.ConversationId),
        MessengerId.OfUser(message.SenderId),
        message.OperationId,
        message.CreatedAt);
}

/// <summary>The answer to an edit.</summary>
internal sealed record MessengerMessageEdited(string MessageId, bool IsEdited, DateTimeOffset UpdatedAt)
{
    /// <summary>What was edited.</summary>
    public static MessengerMessageEdited From(Message message) => new(MessengerId.OfMessage(message.Id), true, message.EditedAt ?? message.CreatedAt);
}

/// <summary>All reactions to a message: who, by emoji.</summary>
internal sealed record MessengerReactions(string MessageId, IReadOnlyDictionary<string, IReadOnlyList<string>> Reactions)
{
    /// <summary>The reactions as they are now.</summary>
    public static MessengerReactions From(Message message) => new(
        MessengerId.OfMessage(message.Id),
        new OrderedDictionary<string, IReadOnlyList<string>>(message.Reactions.Select(reaction =>
            KeyValuePair.Create<string, IReadOnlyList<string>>(reaction.Emoji, [.. reaction.UserIds.Select(MessengerId.OfUser)]))));
}
