using Microsoft.AspNetCore.Mvc;
using Orleans;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Http.Grains;

namespace OrleansChat.WebFront.Contracts.Messenger.Messages;

/// <summary><c>/messages</c>: change, delete, react.</summary>
internal static class MessengerMessagesEndpoints
{
    private const string ForMe = "me";
    private const string ForEveryone = "everyone";

    /// <summary>A ciphertext of the longest kind, escaped.</summary>
    private const long MaxMessageBytes = 256 << 10;

    /// <summary>The routes.</summary>
    public static void MapMessengerMessages(this IEndpointRouteBuilder messenger)
    {
        messenger.MapPut("/messages/{id}", EditMessage).ForUsers().TakesBodyOf(MaxMessageBytes).Refuses(ChatError.MessageNotFound, ChatError.NotTheAuthor);
        messenger.MapDelete("/messages/{id}", DeleteMessage).ForUsers().Refuses(ChatError.MessageNotFound, ChatError.NotTheAuthor);
        messenger.MapPost("/messages/{id}/reactions", React).ForUsers().Refuses(ChatError.MessageNotFound, ChatError.LimitReached);
        messenger.MapDelete("/messages/{id}/reactions/{emoji}", Unreact).ForUsers().Refuses(ChatError.MessageNotFound);
    }

    private static async Task<MessengerOk<MessengerMessageEdited>> EditMessage(
        string id, MessengerBody<EditMessengerMessage> body, CurrentUser user, IGrainFactory grains)
    {
        var content = body.Value.Checked();
        var (conversation, sequence) = await grains.LocateAsync(MessengerId.Message(id));
        return MessengerAnswer.Ok(MessengerMessageEdited.From(await conversation.EditContentAsync(new NewContent(user.Id, sequence, content, Encrypted: true))));
    }

    private static async Task<MessengerSaid> DeleteMessage(string id, [FromQuery(Name = "delete_for")] string? whom, CurrentUser user, IGrainFactory grains)
    {
        if (whom is not (null or ForMe or ForEveryone))
            throw new ChatException("delete_for", $"must be {ForMe} or {ForEveryone}.");
        var (conversation, sequence) = await grains.LocateAsync(MessengerId.Message(id));
        await (whom == ForEveryone ? conversation.DeleteAsync(user.Id, sequence) : conversation.HideAsync(user.Id, sequence));
        return MessengerAnswer.Done("Message deleted successfully");
    }

    private static async Task<MessengerOk<MessengerReactions>> React(string id, MessengerBody<ReactToMessengerMessage> body, CurrentUser user, IGrainFactory grains)
    {
        var emoji = body.Value.Checked();
        var (conversation, sequence) = await grains.LocateAsync(MessengerId.Message(id));
        return MessengerAnswer.Ok(MessengerReactions.From(await conversation.ReactAsync(user.Id, sequence, emoji)));
    }

    private static async Task<MessengerOk<MessengerReactions>> Unreact(string id, string emoji, CurrentUser user, IGrainFactory grains)
    {
        var (conversation, sequence) = await grains.LocateAsync(MessengerId.Message(id));
        return MessengerAnswer.Ok(MessengerReactions.From(await conversation.UnreactAsync(user.Id, sequence, emoji)));
    }
}
