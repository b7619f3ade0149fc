using Orleans;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Calls;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Operations;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Grains.Interfaces.Relations;
using OrleansChat.Grains.Interfaces.Search;

namespace OrleansChat.WebFront.Http;

/// <summary>Grains by what they are.</summary>
internal static class GrainFactoryExtensions
{
    /// <summary>A user's account.</summary>
    public static IAccountGrain Account(this IGrainFactory grains, Guid userId) => grains.GetGrain<IAccountGrain>(userId);

    /// <summary>A unique name of an account.</summary>
    public static IHandleGrain Handle(this IGrainFactory grains, string handle) => grains.GetGrain<IHandleGrain>(handle);

    /// <summary>Where a user is connected.</summary>
    public static IPresenceGrain Presence(this IGrainFactory grains, Guid userId) => grains.GetGrain<IPresenceGrain>(userId);

    /// <summary>A conversation.</summary>
    public static IConversationGrain Conversation(this IGrainFactory grains, Guid id) => grains.GetGrain<IConversationGrain>(id);

    /// <summary>A group, to administer it.</summary>
    public static IGroupGrain Group(this IGrainFactory grains, Guid id) => grains.GetGrain<IGroupGrain>(id);

    /// <summary>A call.</summary>
    public static ICallGrain Call(this IGrainFactory grains, Guid id) => grains.GetGrain<ICallGrain>(id);

    /// <summary>Lists and searches.</summary>
    public static ILookupGrain Lookup(this IGrainFactory grains) => grains.GetGrain<ILookupGrain>(0);

    /// <summary>What two users have to do with each other.</summary>
    public static IRelationGrain Relation(this IGrainFactory grains, Guid one, Guid other) => grains.GetGrain<IRelationGrain>(ConversationId.Direct(one, other));

    /// <summary>Lists of relations, and who may see whose presence.</summary>
    public static IRelationLookupGrain Relations(this IGrainFactory grains) => grains.GetGrain<IRelationLookupGrain>(0);

    /// <summary>What a user may see of another one's presence.</summary>
    public static async Task<PresenceInfo> PresenceForAsync(this IGrainFactory grains, Guid viewer, Guid userId)
        => viewer == userId ? await grains.Presence(userId).GetAsync() : (await grains.Relations().PresenceOfAsync(viewer, [userId]))[0];

    /// <summary>The store's health.</summary>
    public static IHealthGrain Health(this IGrainFactory grains) => grains.GetGrain<IHealthGrain>(0);
}
