using Orleans;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Http.Admission;

namespace OrleansChat.WebFront.Contracts.Social.Users;

/// <summary><c>/users</c>: profiles, search and presence.</summary>
internal static class SocialUsersEndpoints
{
    /// <summary>The routes.</summary>
    public static void MapSocialUsers(this IEndpointRouteBuilder social)
    {
        social.MapGet("/users/{id}", GetUser).ForUsers().Refuses(ChatError.UserNotFound);
        social.MapPatch("/users/{id}", UpdateUser).ForUsers().Refuses(ChatError.NotYourAccount, ChatError.UserNotFound, ChatError.UsernameTaken);
        social.MapDelete("/users/{id}", DeleteUser).ForUsers().Refuses(ChatError.NotYourAccount, ChatError.UserNotFound);
        social.MapGet("/users", SearchUsers).ForUsers();
        social.MapGet("/users/{id}/presence", GetPresence).ForUsers().ShedFirst().Refuses(ChatError.UserNotFound);
    }

    private static async Task<SocialOk<SocialUser>> GetUser(string id, CurrentUser user, IGrainFactory grains)
    {
        var account = await grains.Account(SocialId.User(id)).GetAsync();
        return SocialAnswer.Ok(SocialUser.From(account, SocialPresence.Of(account, await grains.PresenceForAsync(user.Id, account.Id))));
    }

    private static async Task<SocialOk<SocialUserChange>> UpdateUser(
        string id, SocialBody<UpdateSocialUser> body, CurrentUser user, IGrainFactory grains)
    {
        var own = await OwnAsync(id, user, grains);
        return SocialAnswer.Ok(SocialUserChange.From(await own.UpdateAsync(body.Value.Checked())), "User updated successfully");
    }

    private static async Task<SocialOk<object?>> DeleteUser(string id, CurrentUser user, IGrainFactory grains, IRevokedSessions revoked)
    {
        var own = await OwnAsync(id, user, grains);
        await own.DeleteAsync();
        revoked.Add(user.SessionId);
        return SocialAnswer.Done("User deleted successfully");
    }

    private static async Task<SocialList<SocialUserSummary>> SearchUsers(SocialQuery query, SocialPaging paging, CurrentUser user, IGrainFactory grains)
    {
        var page = await grains.Lookup().SearchUsersAsync(query.Text, paging.Request);
        return SocialAnswer.List(paging.Request, page, SocialUserSummary.From);
    }

    private static async Task<SocialOk<SocialPresence>> GetPresence(string id, CurrentUser user, IGrainFactory grains)
    {
        var account = await grains.Account(SocialId.User(id)).GetAsync();
        return SocialAnswer.Ok(SocialPresence.Of(account, await grains.PresenceForAsync(user.Id, account.Id)));
    }

    /// <summary>The caller's own account. That other accounts exist is no secret: they are refused as what they are.</summary>
    private static async Task<IAccountGrain> OwnAsync(string id, CurrentUser user, IGrainFactory grains)
    {
        var account = SocialId.User(id);
        if (account == user.Id)
            return grains.Account(account);
        throw new ChatException(await grains.Account(account).ExistsAsync() ? ChatError.NotYourAccount : ChatError.UserNotFound);
    }
}
