using Orleans;
using OrleansChat.Grains.Interfaces.Calls;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Contracts.Social.Calls;

/// <summary><c>/calls</c>: calls and the rooms they are held in.</summary>
internal static class SocialCallsEndpoints
{
    /// <summary>The routes.</summary>
    public static void MapSocialCalls(this IEndpointRouteBuilder social)
    {
        social.MapPost("/calls", InitiateCall).ForUsers().Refuses(ChatError.UserNotFound, ChatError.GroupNotFound, ChatError.NotAMember);
        social.MapGet("/calls/{id}", GetCall).ForUsers().Refuses(ChatError.CallNotFound);
        social.MapGet("/calls", ListCalls).ForUsers();
        social.MapPost("/calls/{id}/join", JoinCall).ForUsers().Refuses(ChatError.CallNotFound, ChatError.CallOver);
        social.MapPost("/calls/{id}/end", EndCall).ForUsers().Refuses(ChatError.CallNotFound, ChatError.NotTheInitiator, ChatError.CallOver);
        social.MapPost("/calls/{id}/leave", LeaveCall).ForUsers().Refuses(ChatError.CallNotFound, ChatError.CallOver);
        social.MapPost("/calls/{id}/reject", RejectCall).ForUsers().Refuses(ChatError.CallNotFound, ChatError.CallOver);
    }

    private static async Task<SocialCreated<SocialCallRoom<SocialCall>>> InitiateCall(
        SocialBody<InitiateSocialCall> body, CurrentUser user, IGrainFactory grains, JitsiRooms rooms, TimeProvider clock)
    {
        var ticket = await grains.Call(Guid.CreateVersion7(clock.GetUtcNow())).InitiateAsync(body.Value.By(user.Id));
        return SocialAnswer.Created($"calls/{ticket.Call.Id}", rooms.Open(ticket, SocialCall.From), "Call initiated successfully");
    }

    private static async Task<SocialOk<SocialCallDetails>> GetCall(string id, CurrentUser user, IGrainFactory grains)
        => SocialAnswer.Ok(SocialCallDetails.From(await grains.Call(SocialId.Call(id)).GetAsync(user.Id)));

    private static async Task<SocialList<SocialCallSummary>> ListCalls(SocialPaging paging, CurrentUser user, IGrainFactory grains)
    {
        var page = await grains.Lookup().ListCallsAsync(user.Id, paging.Request);
        return SocialAnswer.List(paging.Request, page, SocialCallSummary.From);
    }

    private static async Task<SocialOk<SocialCallRoom<SocialJoinedCall>>> JoinCall(string id, CurrentUser user, IGrainFactory grains, JitsiRooms rooms)
    {
        var ticket = await grains.Call(SocialId.Call(id)).JoinAsync(user.Id);
        return SocialAnswer.Ok(rooms.Open(ticket, SocialJoinedCall.From), "Joined call successfully");
    }

    private static async Task<SocialOk<SocialEndedCall>> EndCall(string id, CurrentUser user, IGrainFactory grains)
        => SocialAnswer.Ok(SocialEndedCall.From(await grains.Call(SocialId.Call(id)).EndAsync(user.Id)), "Call ended successfully");

    private static async Task<SocialOk<object?>> LeaveCall(string id, CurrentUser user, IGrainFactory grains)
    {
        await grains.Call(SocialId.Call(id)).LeaveAsync(user.Id);
        return SocialAnswer.Done("Left call successfully");
    }

    private static async Task<SocialOk<SocialRejectedCall>> RejectCall(string id, CurrentUser user, IGrainFactory grains)
    {
        var call = await grains.Call(SocialId.Call(id)).RejectAsync(user.Id);
        return SocialAnswer.Ok(new SocialRejectedCall(call.Id, CallStatus.Rejected), "Call rejected");
    }
}
