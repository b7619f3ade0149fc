using Orleans;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Relations;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Contracts.Messenger.Users;

/// <summary><c>/users</c>: profiles and search.</summary>
internal static class MessengerUsersEndpoints
{
    private const string Me = "me";

    /// <summary>The routes.</summary>
    public static void MapMessengerUsers(this IEndpointRouteBuilder messenger)
    {
        messenger.MapGet("/users/search", SearchUsers).ForUsers();
        messenger.MapGet("/users/{id}", GetUser).ForUsers().Refuses(ChatError.UserNotFound);
        messenger.MapPut($"/users/{Me}", UpdateMe).ForUsers().Refuses(ChatError.UserNotFound);
    }

    private static async Task<MessengerOk<MessengerUser>> GetUser(string id, CurrentUser user, IGrainFactory grains)
    {
        var account = await grains.Account(id == Me ? user.Id : MessengerId.User(id)).GetAsync();
        var presence = grains.PresenceForAsync(user.Id, account.Id);
        var isClose = account.Id == user.Id || (await grains.Relation(user.Id, account.Id).StandingAsync(user.Id, account.Id)).Contact == ContactStatus.Accepted;
        return MessengerAnswer.Ok(MessengerUser.From(account, await presence, isClose));
    }

    private static async Task<MessengerList<MessengerFoundUsers>> SearchUsers(MessengerSearch search, CurrentUser user, IGrainFactory grains)
    {
        var page = await grains.Lookup().SearchPeopleAsync(search.Text, search.Paging.Request);
        var presence = await grains.Relations().PresenceOfAsync(user.Id, [.. page.Items.Select(found => found.Id)]);
        return MessengerAnswer.List(search.Paging, page.Total, new MessengerFoundUsers(
            [.. page.Items.Zip(presence, MessengerFoundUser.From)], page.Total, search.Paging.Limit, search.Paging.Offset));
    }

    private static async Task<MessengerOk<MessengerUpdatedUser>> UpdateMe(MessengerBody<UpdateMessengerUser> body, CurrentUser user, IGrainFactory grains)
        => MessengerAnswer.Ok(MessengerUpdatedUser.From(await grains.Account(user.Id).UpdateAsync(body.Value.Checked())));
}
