using System.Text.Json;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Realtime.Resuming;

/// <summary>How a contract words a resume (docs/resume.md): what differs between contracts in the request and its answer.</summary>
internal interface IResumeWords
{
    /// <summary>The property that names a conversation.</summary>
    JsonEncodedText ConversationId { get; }

    /// <summary>The property that names the last message that was seen.</summary>
    JsonEncodedText MessageId { get; }

    /// <summary>A conversation's id.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.ConversationNotFound"/>: it is malformed.</exception>
    Guid Conversation(string id);

    /// <summary>A message's id.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.MessageNotFound"/>: it is malformed.</exception>
    Guid Message(string id);

    /// <summary>A conversation's id, as text.</summary>
    string Spell(Guid conversationId);

    /// <summary>A message as it is now, JSON.</summary>
    byte[] Encode(Message message);

    /// <summary>Writes the properties that say why a conversation cannot be resumed, into the object that names it.</summary>
    void WriteRefusal(Utf8JsonWriter json, Refusal refusal);
}
