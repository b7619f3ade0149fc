using System.Text.Json;

namespace OrleansChat.WebFront.Contracts.Messenger.Messages;

/// <summary>A page of messages, for the OpenAPI document; <see cref="MessengerMessageList"/> writes it.</summary>
internal sealed record MessengerMessages(IReadOnlyList<MessengerMessage> Messages, bool HasMore, string? NextCursor);

/// <summary>A message, for the OpenAPI document; <see cref="MessengerMessageJson"/> writes it.</summary>
internal sealed record MessengerMessage(
    string MessageId,
    string ConversationId,
    string SenderId,
    string ContentEncrypted,
    string MessageType,
    JsonElement Metadata,
    string? ReplyToMessageId,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Reactions,
    MessengerDeliveryStatus DeliveryStatus,
    bool IsEdited,
    bool IsDeleted,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    long Epoch,
    long Sequence);

/// <summary>How far a message has come, and with whom.</summary>
internal sealed record MessengerDeliveryStatus(bool Sent, bool Delivered, bool Read, IReadOnlyList<string> DeliveredTo, IReadOnlyList<string> ReadBy);
