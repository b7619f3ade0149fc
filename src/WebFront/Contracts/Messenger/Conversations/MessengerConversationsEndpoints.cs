using Microsoft.AspNetCore.Mvc;
using Orleans;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Contracts.Messenger.Messages;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Http.Grains;

namespace OrleansChat.WebFront.Contracts.Messenger.Conversations;

/// <summary><c>/conversations</c>: list, make, set up, and the messages in them.</summary>
internal static class MessengerConversationsEndpoints
{
    /// <summary>A ciphertext of the longest kind, escaped, and what goes with it.</summary>
    private const long MaxMessageBytes = 256 << 10;

    /// <summary>The routes.</summary>
    public static void MapMessengerConversations(this IEndpointRouteBuilder messenger)
    {
        messenger.MapGet("/conversations", ListConversations).ForUsers();
        messenger.MapPost("/conversations", CreateConversation).ForUsers().Refuses(ChatError.UserNotFound, ChatError.LimitReached);
        messenger.MapPut("/conversations/{id}/settings", SetUp).ForUsers().Refuses(ChatError.ConversationNotFound);
        messenger.MapGet("/conversations/{id}/messages", ListMessages).ForUsers().Refuses(ChatError.ConversationNotFound, ChatError.MessageNotFound);
        messenger.MapPost("/conversations/{id}/messages", PostMessage).ForUsers().TakesBodyOf(MaxMessageBytes)
            .Refuses(ChatError.ConversationNotFound, ChatError.UserNotFound, ChatError.MessageNotFound);
        messenger.MapPost("/conversations/{id}/read", MarkAsRead).ForUsers().Refuses(ChatError.ConversationNotFound, ChatError.MessageNotFound);
    }

    private static async Task<MessengerList<MessengerConversations>> ListConversations(MessengerPaging paging, CurrentUser user, IGrainFactory grains)
    {
        var page = await grains.ConversationList().ListAsync(user.Id, paging.Request);
        return MessengerAnswer.List(paging, page.Total, new MessengerConversations([.. page.Items.Select(MessengerConversation.From)], page.Total));
    }

    private static async Task<MessengerCreated<MessengerNewConversation>> CreateConversation(
        MessengerBody<CreateMessengerConversation> body, CurrentUser user, IGrainFactory grains)
    {
        var (peer, group) = body.Value.Checked(user.Id);
        var info = peer is { } other
            ? await grains.Conversation(ConversationId.Direct(user.Id, other)).OpenDirectAsync(user.Id, other)
            : Described(await grains.Group(ConversationId.NewGroup()).CreateAsync(group!));
        var others = await grains.ConversationList().ParticipantsAsync(info.Id, user.Id);
        return MessengerAnswer.Created(
            $"conversations/{MessengerId.OfConversation(info.Id)}", MessengerNewConversation.From(info, others), existed: !info.IsNew);
    }

    private static async Task<MessengerOk<MessengerConversationSettings>> SetUp(
        string id, MessengerBody<SetUpMessengerConversation> body, CurrentUser user, IGrainFactory grains, TimeProvider clock)
    {
        var conversation = MessengerId.Conversation(id);
        var settings = await grains.ConversationList().SetAsync(conversation, user.Id, body.Value.IsPinned, body.Value.IsMuted);
        return MessengerAnswer.Ok(MessengerConversationSettings.From(conversation, settings, clock.GetUtcNow()));
    }

    private static async Task<MessengerMessageList> ListMessages(string id, [FromQuery] string? before, HttpContext context, CurrentUser user, IGrainFactory grains)
    {
        var limit = MessengerPaging.ReadLimit(context.Request.Query);
        var conversation = MessengerId.Conversation(id);
        var place = before is null ? (long?)null : await PlaceAsync(grains, conversation, before, user.Id);
        return new MessengerMessageList(await grains.Conversation(conversation).ReadBeforeAsync(user.Id, place, limit));
    }

    private static async Task<MessengerCreated<MessengerMessagePosted>> PostMessage(
        string id, MessengerBody<PostMessengerMessage> body, CurrentUser user, IGrainFactory grains)
    {
        var message = body.Value.By(user.Id);
        var posted = await grains.Conversation(MessengerId.Conversation(id)).PostRepeatablyAsync(message);
        return MessengerAnswer.Created($"../../messages/{MessengerId.OfMessage(posted.Id)}", MessengerMessagePosted.From(posted), existed: posted.Repeated);
    }

    private static async Task<MessengerSaid> MarkAsRead(string id, MessengerBody<MarkMessengerMessagesAsRead> body, CurrentUser user, IGrainFactory grains)
    {
        var message = body.Value.Checked();
        var conversation = MessengerId.Conversation(id);
        var place = await PlaceAsync(grains, conversation, message, user.Id);
        await grains.Conversation(conversation).AcknowledgeAsync(user.Id, place, ReceiptKind.Seen);
        return MessengerAnswer.Done("Messages marked as read");
    }

    /// <summary>The place of a message, to a member of the conversation that it has to be in; to everyone else there is no such conversation.</summary>
    private static async Task<long> PlaceAsync(IGrainFactory grains, Guid conversation, string message, Guid user)
    {
        await grains.Conversation(conversation).DescribeAsync(user);
        return await grains.Lookup().LocateMessageAsync(MessengerId.Message(message)) is { } location && location.ConversationId == conversation
            ? location.Sequence
            : throw new ChatException(ChatError.MessageNotFound);
    }

    private static ConversationInfo Described(Group group) => new(
        group.Id, IsGroup: true, group.Title, group.Cover, [.. group.Members.Select(member => member.UserId)], group.CreatedAt, IsNew: true);

    private static IConversationListGrain ConversationList(this IGrainFactory grains) => grains.GetGrain<IConversationListGrain>(0);
}
