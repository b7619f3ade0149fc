using System.Collections.Immutable;
using Orleans;
using OrleansChat.Grains.Interfaces.Paging;

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

    /// <summary>Those of <paramref name="others"/> who block <paramref name="userId"/>.</summary>
    [Alias("blockers")]
    Task<ImmutableArray<Guid>> BlockersAsync(Guid userId, ImmutableArray<Guid> others);
}
