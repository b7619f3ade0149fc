using OrleansChat.Storage.Accounts;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Storage.Conversations;

/// <summary>What one member alone sees of conversations: their list of all, with what they pinned, muted, hid and have not read.</summary>
public interface IConversationListings
{
    /// <summary>The conversations of a user, the pinned ones first, then the one last written in.</summary>
    Task<StoredPage<StoredListing>> ListAsync(Guid userId, long offset, int limit, CancellationToken cancellationToken = default);

    /// <summary>Members of a conversation other than one user, at most <see cref="ListingLimits.Participants"/>.</summary>
    Task<IReadOnlyList<StoredUser>> ParticipantsAsync(Guid conversationId, Guid except, CancellationToken cancellationToken = default);

    /// <summary>Pins and mutes, or no longer; what is null stays. Answers what is set then; null when the user is no member.</summary>
    Task<StoredSettings?> SetAsync(Guid conversationId, Guid userId, bool? pinned, bool? muted, DateTimeOffset now, CancellationToken cancellationToken = default);
}

/// <summary>What the list of conversations costs at most.</summary>
public static class ListingLimits
{
    /// <summary>Members who are named.</summary>
    public const int Participants = 50;

    /// <summary>Of so many of the newest messages the last one that its reader may see is looked for.</summary>
    public const int Last = 50;

    /// <summary>Of so many of the newest messages the unread ones are counted.</summary>
    public const int Unread = 1000;
}

/// <summary>A conversation in a member's list.</summary>
/// <param name="Conversation">What it is; <see cref="StoredConversation.Members"/> is empty.</param>
/// <param name="Settings">What the member set.</param>
/// <param name="Seen">Up to which place the member has seen it.</param>
/// <param name="ActiveAt">When it was last written in; when it was made, if the member sees nothing in it.</param>
public sealed record StoredListing(StoredConversation Conversation, StoredSettings Settings, long Seen, DateTimeOffset ActiveAt)
{
    /// <summary>The other members, at most <see cref="ListingLimits.Participants"/>.</summary>
    public IReadOnlyList<StoredUser> Others { get; init; } = [];

    /// <summary>The newest message that is neither deleted nor hidden, without reactions; null when there is none among <see cref="ListingLimits.Last"/>.</summary>
    public StoredMessage? Last { get; init; }

    /// <summary>How many of the newest <see cref="ListingLimits.Unread"/> messages are of others, neither deleted nor hidden, and not seen.</summary>
    public int Unread { get; init; }
}

/// <summary>What a member set for themselves.</summary>
public sealed record StoredSettings(bool IsPinned, bool IsMuted);
