using Microsoft.AspNetCore.Mvc;
using Orleans;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Http.Admission;
using OrleansChat.WebFront.Http.Grains;

namespace OrleansChat.WebFront.Contracts.Social.Messages;

/// <summary><c>/messages</c>: send, read, change, acknowledge, react, search.</summary>
internal static class SocialMessagesEndpoints
{
    /// <summary>The routes.</summary>
    public static void MapSocialMessages(this IEndpointRouteBuilder social)
    {
        social.MapPost("/messages", PostMessage).ForUsers().LimitedBy(SocialLimits.Messages)
            .Refuses(ChatError.UserNotFound, ChatError.GroupNotFound, ChatError.NotAMember, ChatError.MessageNotFound, ChatError.OperationMismatch);
        social.MapGet("/messages/{id}", GetMessage).ForUsers().Refuses(ChatError.MessageNotFound);
        social.MapGet("/messages/group/{groupId}", ListGroupMessages).ForUsers().Refuses(ChatError.GroupNotFound, ChatError.NotAMember);
        social.MapGet("/messages/direct/{otherUserId}", ListDirectMessages).ForUsers().Refuses(ChatError.UserNotFound);
        social.MapPatch("/messages/{id}", EditMessage).ForUsers().Refuses(ChatError.MessageNotFound, ChatError.NotTheAuthor);
        social.MapDelete("/messages/{id}", DeleteMessage).ForUsers().Refuses(ChatError.MessageNotFound, ChatError.NotTheAuthor);
        social.MapPost("/messages/{id}/delivered", MarkDelivered).ForUsers().ShedFirst().Refuses(ChatError.MessageNotFound);
        social.MapPost("/messages/{id}/seen", MarkSeen).ForUsers().ShedFirst().Refuses(ChatError.MessageNotFound);
        social.MapPost("/messages/{id}/react", React).ForUsers().Refuses(ChatError.MessageNotFound, ChatError.LimitReached);
        social.MapDelete("/messages/{id}/react", Unreact).ForUsers().Refuses(ChatError.MessageNotFound);
        social.MapGet("/messages/search", SearchMessages).ForUsers();
    }

    private static async Task<SocialMessagePosted> PostMessage(
        SocialBody<PostSocialMessage> body,
        [FromHeader(Name = "Idempotency-Key")] string? key,
        CurrentUser user,
        IGrainFactory grains)
    {
        var (conversation, message) = body.Value.By(user.Id, Rules.OperationId("Idempotency-Key", key));
        var posted = await grains.Conversation(conversation).PostRepeatablyAsync(message);
        return new SocialMessagePosted(posted);
    }

    private static async Task<SocialOk<SocialMessage>> GetMessage(string id, CurrentUser user, IGrainFactory grains)
    {
        var (conversation, sequence) = await grains.LocateAsync(SocialId.Message(id));
        return SocialAnswer.Ok(SocialMessage.From(await conversation.GetAsync(user.Id, sequence)));
    }

    private static async Task<SocialMessageList> ListGroupMessages(
        string groupId, SocialPaging paging, CurrentUser user, IGrainFactory grains)
    {
        var page = await grains.Conversation(SocialId.Group(groupId)).ReadAsync(user.Id, paging.Request, peer: null);
        return new SocialMessageList(paging.Request, page);
    }

    private static async Task<SocialMessageList> ListDirectMessages(
        string otherUserId, SocialPaging paging, CurrentUser user, IGrainFactory grains)
    {
        var other = SocialId.User(otherUserId);
        var page = await grains.Conversation(ConversationId.Direct(user.Id, other)).ReadAsync(user.Id, paging.Request, other);
        return new SocialMessageList(paging.Request, page);
    }

    private static async Task<SocialOk<SocialMessageEdit>> EditMessage(
        string id, SocialBody<EditSocialMessage> body, CurrentUser user, IGrainFactory grains)
    {
        var content = body.Value.Checked();
        var (conversation, sequence) = await grains.LocateAsync(SocialId.Message(id));
        return SocialAnswer.Ok(SocialMessageEdit.From(await conversation.EditAsync(user.Id, sequence, content)), "Message edited successfully");
    }

    private static async Task<SocialOk<object?>> DeleteMessage(string id, CurrentUser user, IGrainFactory grains)
    {
        var (conversation, sequence) = await grains.LocateAsync(SocialId.Message(id));
        await conversation.DeleteAsync(user.Id, sequence);
        return SocialAnswer.Done("Message deleted successfully");
    }

    private static Task<SocialOk<SocialMessageStatus>> MarkDelivered(string id, CurrentUser user, IGrainFactory grains)
        => AcknowledgeAsync(id, ReceiptKind.Delivered, user, grains);

    private static Task<SocialOk<SocialMessageStatus>> MarkSeen(string id, CurrentUser user, IGrainFactory grains)
        => AcknowledgeAsync(id, ReceiptKind.Seen, user, grains);

    private static async Task<SocialOk<SocialMessageStatus>> AcknowledgeAsync(string id, ReceiptKind kind, CurrentUser user, IGrainFactory grains)
    {
        var (conversation, sequence) = await grains.LocateAsync(SocialId.Message(id));
        var status = await conversation.AcknowledgeAsync(user.Id, sequence, kind);
        return SocialAnswer.Ok(new SocialMessageStatus(SocialId.Message(id), status));
    }

    private static async Task<SocialOk<object?>> React(string id, SocialBody<ReactToSocialMessage> body, CurrentUser user, IGrainFactory grains)
    {
        var emoji = body.Value.Checked();
        var (conversation, sequence) = await grains.LocateAsync(SocialId.Message(id));
        await conversation.ReactAsync(user.Id, sequence, emoji);
        return SocialAnswer.Done("Reaction added");
    }

    private static async Task<SocialOk<object?>> Unreact(string id, SocialBody<ReactToSocialMessage> body, CurrentUser user, IGrainFactory grains)
    {
        var emoji = body.Value.Checked();
        var (conversation, sequence) = await grains.LocateAsync(SocialId.Message(id));
        await conversation.UnreactAsync(user.Id, sequence, emoji);
        return SocialAnswer.Done("Reaction removed");
    }

    private static async Task<SocialMessageList> SearchMessages(SocialQuery query, SocialPaging paging, CurrentUser user, IGrainFactory grains)
    {
        var page = await grains.Lookup().SearchMessagesAsync(user.Id, query.Text, paging.Request);
        return new SocialMessageList(paging.Request, page);
    }
}
