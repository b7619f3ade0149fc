using Orleans;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Http.Grains;

/// <summary>How messages are asked for: clients name a message by its id alone, grains by conversation and place.</summary>
internal static class MessageGrains
{
    /// <summary>The conversation that a message is in, and its place there. Who may see it, the conversation decides.</summary>
    public static async Task<(IConversationGrain Conversation, long Sequence)> LocateAsync(this IGrainFactory grains, Guid messageId)
    {
        var location = await grains.Lookup().LocateMessageAsync(messageId) ?? throw new ChatException(ChatError.MessageNotFound);
        return (grains.Conversation(location.ConversationId), location.Sequence);
    }

    /// <summary>Posts; a send with an operation id is repeated once when an activation moved, because repeating it stores nothing twice.</summary>
    public static Task<Message> PostRepeatablyAsync(this IConversationGrain conversation, NewMessage message)
        => message.OperationId is null ? conversation.PostAsync(message) : PostOnceOrTwiceAsync(conversation, message);

    /// <summary>Posts what came in on a connection, behind what it sent there before.</summary>
    public static async Task<Message> PostInPlaceAsync(this IConversationGrain conversation, Guid id, NewMessage message, SendPlaces places)
    {
        var (number, after) = places.Begin(id);
        try
        {
            return await conversation.PostRepeatablyAsync(message with { Number = number, After = after });
        }
        finally
        {
            places.End(id, number);
        }
    }

    private static async Task<Message> PostOnceOrTwiceAsync(IConversationGrain conversation, NewMessage message)
    {
        try
        {
            return await conversation.PostAsync(message);
        }
        catch (Exception refused) when (Refusal.Of(refused).Cluster is ChatError.Unavailable)
        {
            return await conversation.PostAsync(message);
        }
    }
}
