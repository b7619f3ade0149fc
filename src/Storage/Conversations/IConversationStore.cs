using OrleansChat.Storage.Messages;

namespace OrleansChat.Storage.Conversations;

/// <summary>Conversations and their members, as rows. Writes compare and swap on the version.</summary>
public interface IConversationStore
{
    /// <summary>The conversation with its members in order of joining; null when there is none (or it was deleted).</summary>
    Task<StoredConversation?> LoadAsync(Guid conversationId, CancellationToken cancellationToken = default);

    /// <summary>Stores a new conversation with its members (version 1).</summary>
    /// <exception cref="StoreConflictException">It exists.</exception>
    Task CreateAsync(StoredConversation conversation, CancellationToken cancellationToken = default);

    /// <summary>Changes the fields of the conversation itself and adds, changes (role) or removes members, all at once.</summary>
    /// <exception cref="StoreConflictException">Its version is not <c>conversation.Version - 1</c>.</exception>
    Task UpdateAsync(StoredConversation conversation, MemberChange? change, CancellationToken cancellationToken = default);

    /// <summary>Deletes the conversation and its members; its messages, reactions and search entries follow in the background. The id is never used again.</summary>
    /// <exception cref="StoreConflictException">Its version is not <paramref name="version"/>.</exception>
    Task DeleteAsync(Guid conversationId, long version, CancellationToken cancellationToken = default);

    /// <summary>The groups of a user, the one last joined first.</summary>
    Task<StoredPage<StoredConversation>> ListGroupsAsync(Guid userId, long offset, int limit, CancellationToken cancellationToken = default);

    /// <summary>The ids of all conversations of a user, groups and direct.</summary>
    Task<IReadOnlyList<Guid>> ListIdsAsync(Guid userId, bool groupsOnly, int limit, CancellationToken cancellationToken = default);

    /// <summary>
    /// Those who are told of a user's presence: they share a conversation with the user or are contacts, and are not blocked by the user. Each once,
    /// without the user; at most <paramref name="limit"/>. Many users who ask at once cost few queries.
    /// </summary>
    Task<IReadOnlyList<Guid>> ListContactsAsync(Guid userId, int limit, CancellationToken cancellationToken = default);
}

/// <summary>A conversation as it is stored. <paramref name="Kind"/>: 0 direct, 1 group. <paramref name="GroupType"/> is the number of <c>GroupType</c>. In lists <see cref="Members"/> is empty.</summary>
public sealed record StoredConversation(
    Guid Id,
    int Kind,
    long Epoch,
    long Version,
    string? Title,
    string? Description,
    string? Cover,
    int GroupType,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>The members, in order of joining.</summary>
    public IReadOnlyList<StoredMember> Members { get; init; } = [];
}

/// <summary>A member. <paramref name="Role"/> is the number of <c>GroupRole</c>. Horizons: has all messages up to, has seen all up to.</summary>
public sealed record StoredMember(Guid UserId, int Role, DateTimeOffset JoinedAt, long Delivered, long Seen)
{
    /// <summary>How many messages the member has hidden; old once it is loaded.</summary>
    public long Hidden { get; init; }
}

/// <summary>Members to add or whose role to set, and members to remove.</summary>
public sealed record MemberChange(IReadOnlyList<StoredMember> Put, IReadOnlyList<Guid> Removed);

/// <summary>Another activation wrote first: load anew.</summary>
public sealed class StoreConflictException(string message) : Exception(message);
