using Orleans;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Contracts.Messenger.Users;

/// <summary><c>/users</c>: profiles.</summary>
internal static class MessengerUsersEndpoints
{
    private const string Me = "me";

    /// <summary>The routes.</summary>
    public static void MapMessengerUsers(this IEndpointRouteBuilder messenger)
    {
        messenger.MapGet("/users/{id}", GetUser).ForUsers().Refuses(ChatError.UserNotFound);
        messenger.MapPut($"/users/{Me}", UpdateMe).ForUsers().Refuses(ChatError.UserNotFound);
    }

    private static async Task<MessengerOk<MessengerUser>> GetUser(string id, CurrentUser user, IGrainFactory grains)
    {
        var account = await grains.Account(id == Me ? user.Id : MessengerId.User(id)).GetAsync();
        return MessengerAnswer.Ok(MessengerUser.From(account, await grains.Presence(account.Id).IsOnlineAsync(), isOwn: account.Id == user.Id));
    }

    private static async Task<MessengerOk<MessengerUpdatedUser>> UpdateMe(MessengerBody<UpdateMessengerUser> body, CurrentUser user, IGrainFactory grains)
        => MessengerAnswer.Ok(MessengerUpdatedUser.From(await grains.Account(user.Id).UpdateAsync(body.Value.Checked())));
}
