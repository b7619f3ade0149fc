using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Paging;
using OrleansChat.Grains.Interfaces.Search;
using OrleansChat.Grains.Rules;
using OrleansChat.Storage.Accounts;
using OrleansChat.Storage.Conversations;

namespace OrleansChat.Grains.Conversations;

/// <summary>Members' lists and settings, straight from the store; keeps nothing, so calls need not wait for each other.</summary>
[GrainType("conversation-list"), StatelessWorker, Reentrant]
internal sealed class ConversationListGrain(IConversationListings listings, TimeProvider time) : Grain, IConversationListGrain
{
    /// <inheritdoc/>
    public async Task<Page<ConversationEntry>> ListAsync(Guid userId, PageRequest page)
    {
        PageRules.Check(page);
        var found = await listings.ListAsync(userId, page.Offset, page.Limit);
        return new Page<ConversationEntry>([.. found.Items.Select(listing => ToEntry(listing, userId))], found.Total);
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<UserSummary>> ParticipantsAsync(Guid conversationId, Guid except) =>
        ToSummaries(await listings.ParticipantsAsync(conversationId, except));

    /// <inheritdoc/>
    public async Task<ConversationSettings> SetAsync(Guid conversationId, Guid userId, bool? pinned, bool? muted) =>
        await listings.SetAsync(conversationId, userId, pinned, muted, time.Stamp()) is { } set
            ? ToSettings(set)
            : throw new ChatException(ChatError.ConversationNotFound);

    private static ConversationEntry ToEntry(StoredListing listing, Guid userId)
    {
        var (conversation, last) = (new ConversationState(listing.Conversation), listing.Last);
        return new ConversationEntry(
            conversation.Id,
            conversation.IsGroup,
            listing.Conversation.Title,
            listing.Conversation.Cover,
            ToSummaries(listing.Others),
            last is null ? null : new LastMessage(
                last.Id, last.SenderId, (MessageType)last.Type, last.Content, last.Encrypted, last.CreatedAt, last.SenderId == userId || last.Sequence <= listing.Seen),
            listing.Unread,
            ToSettings(listing.Settings),
            listing.ActiveAt);
    }

    private static ImmutableArray<UserSummary> ToSummaries(IReadOnlyList<StoredUser> users) =>
        [.. users.Select(user => new UserSummary(user.Id, user.Username, user.Avatar, user.FullName))];

    private static ConversationSettings ToSettings(StoredSettings settings) => new(settings.IsPinned, settings.IsMuted);
}
