using System.Text.Json;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.WebFront.Contracts.Social.Messages;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Realtime.Resuming;

namespace OrleansChat.WebFront.Contracts.Social;

/// <summary>How Social words a resume: camelCase, UUIDs, its messages, and its errors without their envelope.</summary>
internal sealed class SocialResume : IResumeWords
{
    /// <inheritdoc/>
    public JsonEncodedText ConversationId { get; } = JsonEncodedText.Encode("conversationId");

    /// <inheritdoc/>
    public JsonEncodedText MessageId { get; } = JsonEncodedText.Encode("messageId");

    /// <inheritdoc/>
    public Guid Conversation(string id) => SocialId.Conversation(id);

    /// <inheritdoc/>
    public Guid Message(string id) => SocialId.Message(id);

    /// <inheritdoc/>
    public string Spell(Guid conversationId) => conversationId.ToString();

    /// <inheritdoc/>
    public byte[] Encode(Message message) => JsonSerializer.SerializeToUtf8Bytes(SocialMessage.From(message), SocialJson.Options);

    /// <inheritdoc/>
    public void WriteRefusal(Utf8JsonWriter json, Refusal refusal)
    {
        var error = SocialErrors.Word(refusal).Body;
        json.WriteString("message"u8, error.Message);
        json.WriteString("code"u8, error.Code);
    }
}
