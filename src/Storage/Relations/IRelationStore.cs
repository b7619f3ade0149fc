using OrleansChat.Storage.Accounts;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Storage.Relations;

/// <summary>What users have to do with each other, as two rows per pair. Writes compare and swap on the pair's version.</summary>
public interface IRelationStore : IForgetsAccounts
{
    /// <summary>The relation of two users, the side of <paramref name="one"/> first; null when they have none.</summary>
    Task<StoredRelation?> LoadAsync(Guid one, Guid other, CancellationToken cancellationToken = default);

    /// <summary>Stores a new relation (version 1) or replaces version <c>relation.Version - 1</c>, both sides at once.</summary>
    /// <exception cref="Conversations.StoreConflictException">The stored version is another one.</exception>
    Task SaveAsync(StoredRelation relation, CancellationToken cancellationToken = default);

    /// <summary>How many relations of each kind a user has.</summary>
    Task<RelationCounts> CountAsync(Guid userId, CancellationToken cancellationToken = default);

    /// <summary>The contacts of a user that have this status, the one changed last first.</summary>
    Task<StoredPage<StoredContact>> ListContactsAsync(Guid userId, int contact, long offset, int limit, CancellationToken cancellationToken = default);

    /// <summary>The other user of a contact; null when <paramref name="userId"/> has no such contact.</summary>
    Task<Guid?> FindContactAsync(Guid userId, Guid contactId, CancellationToken cancellationToken = default);

    /// <summary>Whom a user blocks, the one blocked last first.</summary>
    Task<StoredPage<StoredBlock>> ListBlockedAsync(Guid userId, long offset, int limit, CancellationToken cancellationToken = default);

    /// <summary>Those of <paramref name="others"/> who block a user, and since when.</summary>
    Task<IReadOnlyList<(Guid UserId, DateTimeOffset Since)>> ListBlockersAsync(
        Guid userId, IReadOnlyList<Guid> others, CancellationToken cancellationToken = default);

    /// <summary>Those of <paramref name="others"/> whose presence a user may follow: they share a conversation, or are contacts as far as that user knows.</summary>
    Task<IReadOnlyList<Guid>> ListVisibleAsync(Guid userId, IReadOnlyList<Guid> others, CancellationToken cancellationToken = default);
}

/// <summary>The relation of two users.</summary>
public sealed record StoredRelation(long Version, StoredSide One, StoredSide Other);

/// <summary>What one user has to do with another. <paramref name="Contact"/> is the number of <c>ContactStatus</c>; <paramref name="Asks"/> how often this user asked.</summary>
public sealed record StoredSide(
    Guid UserId,
    Guid ContactId,
    int Contact,
    Guid? AskedBy,
    int Asks,
    string? Message,
    DateTimeOffset? Since,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? BlockedAt);

/// <summary>A contact in a list: one's own side, and who the other is.</summary>
public sealed record StoredContact(StoredSide Side, StoredPerson Other);

/// <summary>A blocked user in a list.</summary>
public sealed record StoredBlock(StoredPerson Other, DateTimeOffset BlockedAt);

/// <summary>How a user appears in lists of others.</summary>
public sealed record StoredPerson(Guid Id, string Username, string? Avatar, string? FullName);

/// <summary>How many relations a user has; requests are those that the user made and nobody has answered.</summary>
public sealed record RelationCounts(long Contacts, long Requests, long Blocks);
