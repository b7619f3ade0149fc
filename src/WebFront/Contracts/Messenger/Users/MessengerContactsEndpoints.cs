using Orleans;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Contracts.Messenger.Users;

/// <summary><c>/users/me/contacts</c> and <c>/users/me/blocked</c>: what users have to do with each other.</summary>
internal static class MessengerContactsEndpoints
{
    private const string Contacts = "/users/me/contacts";
    private const string Contact = $"{Contacts}/{{id}}";
    private const string Blocked = "/users/me/blocked";

    /// <summary>The routes.</summary>
    public static void MapMessengerContacts(this IEndpointRouteBuilder messenger)
    {
        messenger.MapGet(Contacts, ListContacts).ForUsers();
        messenger.MapPost(Contacts, AddContact).ForUsers().Refuses(ChatError.UserNotFound, ChatError.AlreadyAContact, ChatError.LimitReached);
        messenger.MapPut(Contact, AnswerContact).ForUsers()
            .Refuses(ChatError.ContactNotFound, ChatError.NotYoursToAnswer, ChatError.NotPending, ChatError.LimitReached);
        messenger.MapDelete(Contact, RemoveContact).ForUsers().Refuses(ChatError.ContactNotFound);
        messenger.MapGet(Blocked, ListBlocked).ForUsers();
        messenger.MapPost(Blocked, BlockUser).ForUsers().Refuses(ChatError.UserNotFound, ChatError.LimitReached);
        messenger.MapDelete($"{Blocked}/{{userId}}", UnblockUser).ForUsers().Refuses(ChatError.NotBlocked);
    }

    private static async Task<MessengerList<MessengerContacts>> ListContacts(
        MessengerContactFilter filter, MessengerPaging paging, CurrentUser user, IGrainFactory grains)
    {
        var page = await grains.Relations().ListContactsAsync(user.Id, filter.Status, paging.Request);
        return MessengerAnswer.List(
            paging, page.Total, new MessengerContacts([.. page.Items.Select(entry => MessengerContact.From(entry, user.Id))], page.Total));
    }

    private static async Task<MessengerCreated<MessengerAskedContact>> AddContact(
        MessengerBody<AddMessengerContact> body, CurrentUser user, IGrainFactory grains)
    {
        var (other, message) = body.Value.Checked();
        var contact = MessengerAskedContact.From(await grains.Relation(user.Id, other).AskAsync(user.Id, other, message));
        return MessengerAnswer.Created($"contacts/{contact.ContactId}", contact);
    }

    private static async Task<MessengerOk<MessengerAnsweredContact>> AnswerContact(
        string id, MessengerBody<AnswerMessengerContact> body, CurrentUser user, IGrainFactory grains)
    {
        var accept = body.Value.Accepts;
        var other = await OtherAsync(id, user, grains);
        return MessengerAnswer.Ok(MessengerAnsweredContact.From(await grains.Relation(user.Id, other).AnswerAsync(user.Id, other, accept)));
    }

    private static async Task<MessengerSaid> RemoveContact(string id, CurrentUser user, IGrainFactory grains)
    {
        var other = await OtherAsync(id, user, grains);
        await grains.Relation(user.Id, other).RemoveAsync(user.Id, other);
        return MessengerAnswer.Done("Contact removed successfully");
    }

    private static async Task<MessengerList<MessengerBlockedUsers>> ListBlocked(MessengerPaging paging, CurrentUser user, IGrainFactory grains)
    {
        var page = await grains.Relations().ListBlockedAsync(user.Id, paging.Request);
        return MessengerAnswer.List(paging, page.Total, new MessengerBlockedUsers([.. page.Items.Select(MessengerBlocked.From)], page.Total));
    }

    private static async Task<MessengerSaid> BlockUser(MessengerBody<BlockMessengerUser> body, CurrentUser user, IGrainFactory grains)
    {
        var other = body.Value.Checked();
        await grains.Relation(user.Id, other).BlockAsync(user.Id, other);
        return MessengerAnswer.Done("User blocked successfully");
    }

    private static async Task<MessengerSaid> UnblockUser(string userId, CurrentUser user, IGrainFactory grains)
    {
        // Nobody blocks whom there is not, nor themselves.
        if (MessengerId.Read(MessengerId.UserPrefix, userId) is not { } other || other == user.Id)
            throw new ChatException(ChatError.NotBlocked);
        await grains.Relation(user.Id, other).UnblockAsync(user.Id, other);
        return MessengerAnswer.Done("User unblocked successfully");
    }

    private static async Task<Guid> OtherAsync(string id, CurrentUser user, IGrainFactory grains)
        => await grains.Relations().FindContactAsync(user.Id, MessengerId.Contact(id)) ?? throw new ChatException(ChatError.ContactNotFound);
}
