using Orleans;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Contracts.Social.Groups;

/// <summary><c>/groups</c>: groups and their members.</summary>
internal static class SocialGroupsEndpoints
{
    /// <summary>The routes.</summary>
    public static void MapSocialGroups(this IEndpointRouteBuilder social)
    {
        social.MapPost("/groups", CreateGroup).ForUsers().Refuses(ChatError.LimitReached);
        social.MapGet("/groups/{id}", GetGroup).ForUsers().Refuses(ChatError.GroupNotFound, ChatError.NotAMember);
        social.MapGet("/groups", ListGroups).ForUsers();
        social.MapPatch("/groups/{id}", UpdateGroup).ForUsers().Refuses(ChatError.GroupNotFound, ChatError.NotAMember, ChatError.RoleTooLow);
        social.MapDelete("/groups/{id}", DeleteGroup).ForUsers().Refuses(ChatError.GroupNotFound, ChatError.NotAMember, ChatError.RoleTooLow);
        social.MapPost("/groups/{id}/members", AddMember).ForUsers().Refuses(
            ChatError.GroupNotFound, ChatError.UserNotFound, ChatError.NotAMember, ChatError.RoleTooLow, ChatError.AlreadyAMember, ChatError.LimitReached);
        social.MapDelete("/groups/{id}/members/{userId}", RemoveMember).ForUsers().Refuses(
            ChatError.GroupNotFound, ChatError.MemberNotFound, ChatError.NotAMember, ChatError.RoleTooLow);
        social.MapPost("/groups/{id}/leave", LeaveGroup).ForUsers().Refuses(ChatError.GroupNotFound, ChatError.NotAMember);
    }

    private static async Task<SocialCreated<SocialGroup>> CreateGroup(
        SocialBody<CreateSocialGroup> body, CurrentUser user, IGrainFactory grains, TimeProvider clock)
    {
        var group = await grains.Group(Guid.CreateVersion7(clock.GetUtcNow())).CreateAsync(body.Value.By(user.Id));
        return SocialAnswer.Created($"groups/{group.Id}", SocialGroup.From(group), "Group created successfully");
    }

    private static async Task<SocialOk<SocialGroupDetails>> GetGroup(string id, CurrentUser user, IGrainFactory grains)
        => SocialAnswer.Ok(SocialGroupDetails.From(await grains.Group(SocialId.Group(id)).GetAsync(user.Id)));

    private static async Task<SocialList<SocialGroupSummary>> ListGroups(SocialPaging paging, CurrentUser user, IGrainFactory grains)
    {
        var page = await grains.Lookup().ListGroupsAsync(user.Id, paging.Request);
        return SocialAnswer.List(paging.Request, page, SocialGroupSummary.From);
    }

    private static async Task<SocialOk<SocialGroupChange>> UpdateGroup(
        string id, SocialBody<UpdateSocialGroup> body, CurrentUser user, IGrainFactory grains)
    {
        var group = await grains.Group(SocialId.Group(id)).UpdateAsync(body.Value.By(user.Id));
        return SocialAnswer.Ok(SocialGroupChange.From(group), "Group updated successfully");
    }

    private static async Task<SocialOk<object?>> DeleteGroup(string id, CurrentUser user, IGrainFactory grains)
    {
        await grains.Group(SocialId.Group(id)).DeleteAsync(user.Id);
        return SocialAnswer.Done("Group deleted successfully");
    }

    private static async Task<SocialOk<object?>> AddMember(string id, SocialBody<AddSocialMember> body, CurrentUser user, IGrainFactory grains)
    {
        var group = grains.Group(SocialId.Group(id));
        var (userId, role) = body.Value.Checked();
        await group.AddMemberAsync(user.Id, userId, role);
        return SocialAnswer.Done("Member added successfully");
    }

    private static async Task<SocialOk<object?>> RemoveMember(string id, string userId, CurrentUser user, IGrainFactory grains)
    {
        await grains.Group(SocialId.Group(id)).RemoveMemberAsync(user.Id, SocialId.Member(userId));
        return SocialAnswer.Done("Member removed successfully");
    }

    private static async Task<SocialOk<object?>> LeaveGroup(string id, CurrentUser user, IGrainFactory grains)
    {
        await grains.Group(SocialId.Group(id)).LeaveAsync(user.Id);
        return SocialAnswer.Done("Left group successfully");
    }
}
