using OrleansChat.Grains.Events;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Interfaces.Paging;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Grains.Rules;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Grains.Conversations;

/// <summary>History, single messages, receipts, and what a returning client missed.</summary>
internal sealed partial class ConversationGrain
{
    /// <summary>A client that missed more than this starts over.</summary>
    private const long ResumeGap = 5_000;

    /// <inheritdoc/>
    public async Task<Page<Message>> ReadAsync(Guid reader, PageRequest page, Guid? peer)
    {
        PageRules.Check(page);
        if (peer is { } other)
        {
            if (ConversationId.Direct(reader, other) != Id)
                throw new ChatException(ChatError.UserNotFound);
            if (State is null && !await GrainFactory.GetGrain<IAccountGrain>(other).ExistsAsync())
                throw new ChatException(ChatError.UserNotFound);
        }
        else
        {
            ConversationAccess.RequireGroupMember(State, reader);
        }

        if (_open is not { } open)
            return new Page<Message>([], 0);
        var total = open.Posts.Stored;
        var last = total - page.Offset;
        if (last < 1)
            return new Page<Message>([], total);
        var messages = await AsSeenByAsync(open, reader, await PageRangeAsync(open, Math.Max(1, last - page.Limit + 1), last));
        return new Page<Message>(messages.ToMessages(open.State, newestFirst: true), total);
    }

    /// <inheritdoc/>
    public Task<ConversationInfo> DescribeAsync(Guid reader)
    {
        ConversationAccess.RequireMember(State, reader, ChatError.ConversationNotFound);
        return Task.FromResult(State.ToInfo());
    }

    /// <inheritdoc/>
    public async Task<MessageBatch> ReadBeforeAsync(Guid reader, long? before, int limit)
    {
        PageRules.CheckLimit(limit);
        ConversationAccess.RequireMember(State, reader, ChatError.ConversationNotFound);
        var open = _open!;
        var last = Math.Min(open.Posts.Stored, Math.Max(before ?? long.MaxValue, 1) - 1);
        var messages = last < 1 ? [] : await AsSentByAsync(open, reader, await ReadUpToAsync(open, reader, last, limit));
        if (before is null && messages.Count > 0 && open.State.Has(reader))
            await DeliveredAsync(open, reader, messages[^1]);
        return new MessageBatch(
            messages.ToMessages(open.State, newestFirst: true),
            More: messages.Count > 0 && messages[0].Sequence > 1 && (messages.Count == limit || !open.State.Hides(reader)),
            open.State.IsGroup,
            open.State.ToHorizons());
    }

    /// <summary>The newest messages up to a place that a reader has not hidden, ascending.</summary>
    private async ValueTask<IReadOnlyList<StoredMessage>> ReadUpToAsync(Opened open, Guid reader, long last, int limit) => open.State.Hides(reader)
        ? await hidden.VisibleBeforeAsync(Id, reader, last + 1, limit)
        : await PageRangeAsync(open, Math.Max(1, last - limit + 1), last);

    /// <summary>Who reads a message has it.</summary>
    private async Task DeliveredAsync(Opened open, Guid reader, StoredMessage newest)
    {
        if (!open.State.Advance(reader, newest.Sequence, ReceiptKind.Delivered))
            return;
        await WrittenAsync(open.Horizons.SaveAsync(reader));
        TellReceipt(open.State, new ReceiptMoved(Id, open.State.IsGroup, newest.Id, newest.Sequence, reader, ReceiptKind.Delivered, time.Stamp()));
    }

    /// <inheritdoc/>
    public async Task<Message> GetAsync(Guid reader, long sequence)
    {
        var open = RequireMessageReader(reader, sequence);
        await RequireVisibleAsync(open, reader, sequence);
        var message = await FindAsync(open, sequence);
        if (message is not { DeletedAt: null })
            throw new ChatException(ChatError.MessageNotFound);
        return (await AsSentByAsync(open, reader, [message]))[0].ToMessage(open.State);
    }

    /// <inheritdoc/>
    public async Task<MessageStatus> AcknowledgeAsync(Guid reader, long sequence, ReceiptKind kind)
    {
        ThrowIfFailed();
        var open = RequireMessageReader(reader, sequence);
        if (!Enum.IsDefined(kind))
            throw new ChatException("status", "Must be DELIVERED or SEEN.");
        await RequireVisibleAsync(open, reader, sequence);
        if (await FindAsync(open, sequence) is not { DeletedAt: null } message)
            throw new ChatException(ChatError.MessageNotFound);

        // The reader may have been removed meanwhile.
        RequireMessageReader(reader, sequence);
        var moved = open.State.Advance(reader, sequence, kind);
        await WrittenAsync(moved ? open.Horizons.SaveAsync(reader) : open.Horizons.SavedAsync(reader));
        if (moved)
            TellReceipt(open.State, new ReceiptMoved(Id, open.State.IsGroup, message.Id, sequence, reader, kind, time.Stamp()));
        return open.State.HorizonOf(reader) is { } horizon && horizon.Seen >= sequence ? MessageStatus.Seen : MessageStatus.Delivered;
    }

    /// <inheritdoc/>
    public async Task<ResumeBatch> ResumeAsync(Guid reader, ResumePoint from, int limit)
    {
        PageRules.CheckLimit(limit);
        ConversationAccess.RequireMember(State, reader, ChatError.ConversationNotFound);
        var open = _open!;

        // What is stored up to here; what comes later comes by itself.
        var (head, change) = (open.Posts.Stored, open.Change);
        var known = from.Epoch == open.State.Stored.Epoch
            && from.Sequence >= 0 && from.Sequence <= head && head - from.Sequence <= ResumeGap
            && from.Change >= 0 && from.Change <= change && change - from.Change <= ResumeGap;
        if (!known)
        {
            var newest = await AsSeenByAsync(open, reader, await RecentRangeAsync(open, Math.Max(1, head - limit + 1), head));
            return new ResumeBatch(false, newest.ToMessages(open.State), [], open.State.Stored.Epoch, head, change, More: false);
        }

        var last = Math.Min(head, from.Sequence + limit);
        var missed = await AsSeenByAsync(open, reader, await RecentRangeAsync(open, from.Sequence + 1, last));
        var changed = from.Change == change || from.Sequence == 0
            ? []
            : await AsSeenByAsync(open, reader, await _reads.ChangedAsync(from.Change, from.Sequence, limit));
        var allChanged = changed.Count < limit;
        return new ResumeBatch(
            true,
            missed.ToMessages(open.State),
            changed.ToMessages(open.State),
            open.State.Stored.Epoch,
            head,
            allChanged ? change : changed[^1].Change,
            More: last < head || !allChanged);
    }

    private void TellReceipt(ConversationState conversation, ReceiptMoved receipt)
    {
        if (!conversation.HasBlocks && conversation.Members.Count <= ConversationLimits.Receipts)
            Publish(new Outgoing(receipt));
        else
            TellOwn(receipt.UserId, receipt);
    }

    /// <summary>To a user's own connections, which need not be looked for as those of all members are.</summary>
    private void TellOwn(Guid userId, ChatEvent chatEvent) =>
        GrainFactory.GetGrain<IPresenceGrain>(userId).TellAsync(chatEvent).Observe(log, "tell a user's other devices");

    private Opened RequireMessageReader(Guid user, long sequence)
    {
        ConversationAccess.RequireMember(State, user, ChatError.MessageNotFound);
        return sequence >= 1 && sequence <= _open!.Posts.Stored ? _open : throw new ChatException(ChatError.MessageNotFound);
    }

    private async Task<StoredMessage?> FindAsync(Opened open, long sequence) => open.Recent.Find(sequence) ?? await _reads.FindAsync(sequence);

    /// <summary>A range of any age. One near the head is asked for most: it is read once, and from then on it is in memory.</summary>
    private async ValueTask<IReadOnlyList<StoredMessage>> PageRangeAsync(Opened open, long first, long last)
    {
        if (open.Recent.Range(first, last) is { } recent)
            return recent;
        var read = await _reads.RangeAsync(first, last);
        if (first > open.Posts.Stored - open.Recent.Capacity)
            open.Recent.Put(read);
        return read;
    }

    /// <summary>A range near the head, from memory where it is there; the first to ask fetches for all.</summary>
    private async Task<IReadOnlyList<StoredMessage>> RecentRangeAsync(Opened open, long first, long last)
    {
        if (first > last)
            return [];
        if (open.Recent.Range(first, last) is { } recent)
            return recent;
        var head = open.Posts.Stored;
        var oldest = Math.Max(1, head - open.Recent.Capacity + 1);
        if (first < oldest || open.Recent.IsHeavy)
            return await _reads.RangeAsync(first, last);
        open.Recent.Put(await _reads.RangeAsync(oldest, head));
        return open.Recent.Range(first, last) ?? await _reads.RangeAsync(first, last);
    }
}
