using System.Collections.Immutable;
using Orleans;
using OrleansChat.Grains.Interfaces.Paging;
using OrleansChat.Grains.Interfaces.Presence;

namespace OrleansChat.Grains.Interfaces.Relations;

/// <summary>Lists of relations, read from the store. A stateless worker, key 0.</summary>
[Alias("relation-lookup-grain")]
public interface IRelationLookupGrain : IGrainWithIntegerKey
{
    /// <summary>The contacts of a user that have this status, the one changed last first.</summary>
    [Alias("list-contacts")]
    Task<Page<ContactEntry>> ListContactsAsync(Guid userId, ContactStatus status, PageRequest page);

    /// <summary>The other user of a contact of <paramref name="userId"/>; null when there is no such contact.</summary>
    [Alias("find-contact")]
    Task<Guid?> FindContactAsync(Guid userId, Guid contactId);

    /// <summary>Whom a user blocks, the one blocked last first.</summary>
    [Alias("list-blocked")]
    Task<Page<BlockedUser>> ListBlockedAsync(Guid userId, PageRequest page);

    /// <summary>
    /// Those of <paramref name="others"/> who block <paramref name="userId"/>, and since when. Not to be shown: the blocked do not learn of it.
    /// </summary>
    [Alias("blockers")]
    Task<ImmutableArray<Blocker>> BlockersAsync(Guid userId, ImmutableArray<Guid> others);

    /// <summary>
    /// What <paramref name="viewer"/> may see of the presence of others, in the order of <paramref name="userIds"/>, at most
    /// <see cref="PresenceLimits.Subscription"/>: who blocks the viewer went offline when that began, as far as the viewer can tell.
    /// </summary>
    [Alias("presence-of")]
    Task<ImmutableArray<PresenceInfo>> PresenceOfAsync(Guid viewer, ImmutableArray<Guid> userIds);

    /// <summary>
    /// Those of <paramref name="userIds"/> whose presence <paramref name="viewer"/> is told when it changes, as it is now: contacts and those with
    /// whom the viewer shares a conversation. All others are left out.
    /// </summary>
    [Alias("watched-presence")]
    Task<ImmutableArray<PresenceInfo>> WatchedPresenceAsync(Guid viewer, ImmutableArray<Guid> userIds);
}
