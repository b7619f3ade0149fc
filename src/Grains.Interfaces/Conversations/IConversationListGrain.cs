using System.Collections.Immutable;
using Orleans;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Paging;
using OrleansChat.Grains.Interfaces.Search;

namespace OrleansChat.Grains.Interfaces.Conversations;

/// <summary>What one member alone sees of their conversations, read from the store and kept there. A stateless worker, key 0.</summary>
[Alias("conversation-list-grain")]
public interface IConversationListGrain : IGrainWithIntegerKey
{
    /// <summary>The conversations of a user, direct and groups: the pinned ones first, then the one last written in.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.Invalid"/>.</exception>
    [Alias("list")]
    Task<Page<ConversationEntry>> ListAsync(Guid userId, PageRequest page);

    /// <summary>The other members of a conversation, at most 50. For who is known to be a member: it asks nobody.</summary>
    [Alias("participants")]
    Task<ImmutableArray<UserSummary>> ParticipantsAsync(Guid conversationId, Guid except);

    /// <summary>Pins and mutes a conversation for a member, or no longer; what is null stays. Answers what is set then.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.ConversationNotFound"/>.</exception>
    [Alias("set")]
    Task<ConversationSettings> SetAsync(Guid conversationId, Guid userId, bool? pinned, bool? muted);
}

/// <summary>A conversation in a member's list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsGroup">Whether it is a group.</param>
/// <param name="Title">The group's; null for a direct conversation.</param>
/// <param name="Cover">The URL of the group's picture, or null.</param>
/// <param name="Others">The other members, at most 50.</param>
/// <param name="Last">The newest message that the member may see; null for none.</param>
/// <param name="Unread">How many messages of others the member has not seen, of the newest thousand.</param>
/// <param name="Settings">What the member set.</param>
/// <param name="ActiveAt">When it was last written in; when it was made, if it never was.</param>
[GenerateSerializer, Immutable, Alias("conversation-entry")]
public sealed record ConversationEntry(
    [property: Id(0)] Guid Id,
    [property: Id(1)] bool IsGroup,
    [property: Id(2)] string? Title,
    [property: Id(3)] string? Cover,
    [property: Id(4)] ImmutableArray<UserSummary> Others,
    [property: Id(5)] LastMessage? Last,
    [property: Id(6)] int Unread,
    [property: Id(7)] ConversationSettings Settings,
    [property: Id(8)] DateTimeOffset ActiveAt);

/// <summary>The newest message of a conversation in a list. <paramref name="IsRead"/>: by the member whose list it is; their own messages are.</summary>
[GenerateSerializer, Immutable, Alias("last-message")]
public sealed record LastMessage(
    [property: Id(0)] Guid Id,
    [property: Id(1)] Guid SenderId,
    [property: Id(2)] MessageType Type,
    [property: Id(3)] string Content,
    [property: Id(4)] bool Encrypted,
    [property: Id(5)] DateTimeOffset CreatedAt,
    [property: Id(6)] bool IsRead);

/// <summary>What a member set for themselves.</summary>
[GenerateSerializer, Immutable, Alias("conversation-settings")]
public sealed record ConversationSettings([property: Id(0)] bool IsPinned, [property: Id(1)] bool IsMuted);
