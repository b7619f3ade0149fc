using Orleans;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Contracts.Messenger.Messages;

/// <summary>What clients say of messages over a realtime connection. Messages themselves are sent over REST: the document has no frame for it.</summary>
internal sealed class MessengerMessageCommands(IGrainFactory grains) : IMessengerCommands
{
    private const string TypingName = "typing";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, MessengerCommand> Commands => new Dictionary<string, MessengerCommand>
    {
        [TypingName] = Type,
        ["message_delivered"] = Deliver,
    };

    /// <inheritdoc/>
    public IReadOnlySet<string> Transient => new HashSet<string> { TypingName };

    private Task<CommandReply> Type(IRealtimeConnection connection, ReadOnlySpan<byte> payload)
        => TypeAsync(connection, MessengerJson.Read<TypeInMessengerConversation>(payload));

    private async Task<CommandReply> TypeAsync(IRealtimeConnection connection, TypeInMessengerConversation request)
    {
        var conversation = MessengerId.Conversation(Rules.Required("conversation_id", request.ConversationId));
        var typing = Rules.Required("is_typing", request.IsTyping);
        await grains.Conversation(conversation).TypeHereAsync(connection.User.UserId, typing, connection.Id);
        return MessengerReply.Done;
    }

    private Task<CommandReply> Deliver(IRealtimeConnection connection, ReadOnlySpan<byte> payload)
        => DeliverAsync(connection, MessengerJson.Read<MessengerMessageReference>(payload));

    private async Task<CommandReply> DeliverAsync(IRealtimeConnection connection, MessengerMessageReference request)
    {
        var conversation = MessengerId.Conversation(Rules.Required("conversation_id", request.ConversationId));
        var message = MessengerId.Message(Rules.Required("message_id", request.MessageId));
        if (await grains.Lookup().LocateMessageAsync(message) is not { } location || location.ConversationId != conversation)
            throw new ChatException(ChatError.MessageNotFound);
        await grains.Conversation(conversation).AcknowledgeAsync(connection.User.UserId, location.Sequence, ReceiptKind.Delivered);
        return MessengerReply.Done;
    }
}

/// <summary>Says whether the user types in a conversation.</summary>
internal sealed record TypeInMessengerConversation(string? ConversationId, bool? IsTyping);

/// <summary>Names a message and where it is.</summary>
internal sealed record MessengerMessageReference(string? ConversationId, string? MessageId);
