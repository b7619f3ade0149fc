using Orleans;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Keys;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Contracts.Messenger.Keys;

/// <summary><c>/keys</c>: the directory of public keys, for encryption between clients. Not in the document, which leaves open how clients agree on keys.</summary>
internal static class MessengerKeysEndpoints
{
    /// <summary>The routes.</summary>
    public static void MapMessengerKeys(this IEndpointRouteBuilder messenger)
    {
        messenger.MapPut("/keys", PutKeys).ForUsers().Refuses(ChatError.LimitReached);
        messenger.MapGet("/keys", CountKeys).ForUsers();
        messenger.MapGet("/keys/{userId}", TakeKeys).ForUsers().Refuses(ChatError.UserNotFound);
        messenger.MapDelete("/keys/{deviceId}", RemoveDevice).ForUsers().Refuses(ChatError.DeviceNotFound);
    }

    private static async Task<MessengerOk<MessengerKeysLeft>> PutKeys(MessengerBody<PutMessengerKeys> body, CurrentUser user, IGrainFactory grains)
        => MessengerAnswer.Ok(MessengerKeysLeft.From(await grains.GetGrain<IKeyGrain>(user.Id).PutAsync(body.Value.Checked())));

    private static async Task<MessengerOk<MessengerKeyCounts>> CountKeys(CurrentUser user, IGrainFactory grains)
        => MessengerAnswer.Ok(MessengerKeyCounts.From(await grains.GetGrain<IKeyGrain>(user.Id).CountsAsync()));

    private static async Task<MessengerOk<MessengerUserKeys>> TakeKeys(string userId, CurrentUser user, IGrainFactory grains)
    {
        var owner = MessengerId.User(userId);
        return MessengerAnswer.Ok(MessengerUserKeys.From(owner, await grains.GetGrain<IKeyGrain>(owner).TakeAsync(user.Id)));
    }

    private static async Task<MessengerSaid> RemoveDevice(string deviceId, CurrentUser user, IGrainFactory grains)
    {
        await grains.GetGrain<IKeyGrain>(user.Id).RemoveAsync(deviceId);
        return MessengerAnswer.Done("Device keys removed");
    }
}
