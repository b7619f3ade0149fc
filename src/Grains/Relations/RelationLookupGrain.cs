using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Paging;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Grains.Interfaces.Relations;
using OrleansChat.Grains.Interfaces.Search;
using OrleansChat.Grains.Rules;
using OrleansChat.Storage.Relations;

namespace OrleansChat.Grains.Relations;

/// <summary>Lists of relations, straight from the store; keeps nothing, so calls need not wait for each other.</summary>
[GrainType("relationlookup"), StatelessWorker, Reentrant]
internal sealed class RelationLookupGrain(IRelationStore relations) : Grain, IRelationLookupGrain
{
    /// <inheritdoc/>
    public async Task<Page<ContactEntry>> ListContactsAsync(Guid userId, ContactStatus status, PageRequest page)
    {
        PageRules.Check(page);
        if (status == ContactStatus.None || !Enum.IsDefined(status))
            throw new ChatException("status", "Must be pending, accepted or declined.");
        var found = await relations.ListContactsAsync(userId, (int)status, page.Offset, page.Limit);
        var presence = await SeenAsync(userId, [.. found.Items.Select(contact => contact.Other.Id)]);
        return new Page<ContactEntry>(
            [.. found.Items.Select((contact, index) => new ContactEntry(ToContact(contact), ToSummary(contact.Other), presence[index]))], found.Total);
    }

    /// <inheritdoc/>
    public Task<Guid?> FindContactAsync(Guid userId, Guid contactId) => relations.FindContactAsync(userId, contactId);

    /// <inheritdoc/>
    public async Task<Page<BlockedUser>> ListBlockedAsync(Guid userId, PageRequest page)
    {
        PageRules.Check(page);
        var found = await relations.ListBlockedAsync(userId, page.Offset, page.Limit);
        return new Page<BlockedUser>([.. found.Items.Select(blocked => new BlockedUser(ToSummary(blocked.Other), blocked.BlockedAt))], found.Total);
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<Blocker>> BlockersAsync(Guid userId, ImmutableArray<Guid> others) =>
        [.. (await relations.ListBlockersAsync(userId, others)).Select(blocker => new Blocker(blocker.UserId, blocker.Since))];

    /// <inheritdoc/>
    public Task<ImmutableArray<PresenceInfo>> PresenceOfAsync(Guid viewer, ImmutableArray<Guid> userIds)
    {
        CheckNumber(userIds);
        return SeenAsync(viewer, userIds);
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<PresenceInfo>> WatchedPresenceAsync(Guid viewer, ImmutableArray<Guid> userIds)
    {
        CheckNumber(userIds);
        return await SeenAsync(viewer, [.. await relations.ListVisibleAsync(viewer, userIds)]);
    }

    private static void CheckNumber(ImmutableArray<Guid> userIds)
    {
        if (userIds.Length > PresenceLimits.Subscription)
            throw new ChatException("userIds", $"Must have at most {PresenceLimits.Subscription} users.");
    }

    private async Task<ImmutableArray<PresenceInfo>> SeenAsync(Guid viewer, ImmutableArray<Guid> userIds)
    {
        var asking = Task.WhenAll(userIds.Select(userId => GrainFactory.GetGrain<IPresenceGrain>(userId).GetAsync()));
        var blockers = await relations.ListBlockersAsync(viewer, userIds);
        var presence = await asking;
        if (blockers.Count == 0)
            return [.. presence];
        var since = blockers.ToDictionary(blocker => blocker.UserId, blocker => blocker.Since);
        return [.. presence.Select(seen => since.TryGetValue(seen.UserId, out var blocked) ? Hide(seen, blocked) : seen)];
    }

    /// <summary>As if the user had left when the block began, and never come back.</summary>
    private static PresenceInfo Hide(PresenceInfo seen, DateTimeOffset since) =>
        new(seen.UserId, PresenceStatus.Offline, seen.LastSeen < since ? seen.LastSeen : since, null);

    private static Contact ToContact(StoredContact contact) => RelationRules.ContactOf(contact.Side, contact.Other.Id);

    private static UserSummary ToSummary(StoredPerson person) => new(person.Id, person.Username, person.Avatar, person.FullName);
}
