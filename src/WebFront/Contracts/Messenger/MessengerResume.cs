using System.Text.Json;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.WebFront.Contracts.Messenger.Messages;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Realtime.Resuming;

namespace OrleansChat.WebFront.Contracts.Messenger;

/// <summary>How Messenger words a resume (docs/resume.md): snake_case, its ids, its messages, and its errors without their envelope.</summary>
internal sealed class MessengerResume : IResumeWords
{
    /// <inheritdoc/>
    public JsonEncodedText ConversationId { get; } = JsonEncodedText.Encode("conversation_id");

    /// <inheritdoc/>
    public JsonEncodedText MessageId { get; } = JsonEncodedText.Encode("message_id");

    /// <inheritdoc/>
    public Guid Conversation(string id) => MessengerId.Conversation(id);

    /// <inheritdoc/>
    public Guid Message(string id) => MessengerId.Message(id);

    /// <inheritdoc/>
    public string Spell(Guid conversationId) => MessengerId.OfConversation(conversationId);

    /// <inheritdoc/>
    public byte[] Encode(Message message) => MessengerMessageJson.Encode(message);

    /// <inheritdoc/>
    public void WriteRefusal(Utf8JsonWriter json, Refusal refusal)
    {
        var error = MessengerErrors.Word(refusal).Error;
        json.WriteString("code"u8, error.Code);
        json.WriteString("message"u8, error.Message);
    }
}
