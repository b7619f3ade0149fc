using OrleansChat.Storage.Messages;

namespace OrleansChat.Grains.Conversations;

/// <summary>
/// Who of a direct conversation's two blocks the other, and what comes of it. Read when the conversation opens and when that changes, so that
/// sending costs the look at one field. What the blocked one writes is stored hidden from the other from the beginning, and told to its author
/// alone; what else the blocked one does is answered and comes to nothing. Messages hidden like that stay hidden when the block is over.
/// </summary>
internal sealed partial class ConversationGrain
{
    private int _standingChanges;

    /// <inheritdoc/>
    public Task StandingChangedAsync()
    {
        _standingChanges++;
        return _open is { } open ? ReadBlocksAsync(open.State) : Task.CompletedTask;
    }

    /// <summary>The messages as their author sees them: what was never shown to the other one of a direct conversation stays sent.</summary>
    private ValueTask<IReadOnlyList<StoredMessage>> AsSentByAsync(Opened open, Guid reader, IReadOnlyList<StoredMessage> messages) =>
        messages.Count > 0 && open.State.PeerOf(reader) is { } peer && open.State.Hides(peer)
            ? new(WithNeverShownAsync(peer, messages))
            : ValueTask.FromResult(messages);

    private async Task<IReadOnlyList<StoredMessage>> WithNeverShownAsync(Guid peer, IReadOnlyList<StoredMessage> messages)
    {
        var places = await hidden.ListAsync(Id, peer, messages.Min(message => message.Sequence), messages.Max(message => message.Sequence));
        return places.Count == 0
            ? messages
            : [.. messages.Select(message => places.TryGetValue(message.Sequence, out var since) ? NeverShownTo(message, peer, since) : message)];
    }

    /// <summary>Hidden when it was stored, and not by its reader later.</summary>
    private static StoredMessage NeverShownTo(StoredMessage message, Guid peer, DateTimeOffset since) =>
        since <= message.CreatedAt ? message with { HiddenFor = peer } : message;

    /// <summary>The other one of a direct conversation, where a message is hidden from them, and since when.</summary>
    private ValueTask<(Guid UserId, DateTimeOffset Since)?> HiddenFromPeerAsync(Opened open, Guid user, long sequence) =>
        open.State.PeerOf(user) is { } peer && open.State.Hides(peer) ? new(FindHidingAsync(peer, sequence)) : default;

    private async Task<(Guid UserId, DateTimeOffset Since)?> FindHidingAsync(Guid peer, long sequence) =>
        (await hidden.ListAsync(Id, peer, sequence, sequence)).TryGetValue(sequence, out var since) ? (peer, since) : null;

    /// <summary>From whom of the two of a direct conversation which messages of a range are hidden.</summary>
    private async Task<Dictionary<long, Guid>> HiddenAsync(Opened open, long first, long last, CancellationToken cancellationToken)
    {
        var found = new Dictionary<long, Guid>();
        foreach (var member in open.State.IsGroup ? [] : open.State.Members.Where(member => open.State.Hides(member.UserId)))
        {
            foreach (var sequence in (await hidden.ListAsync(Id, member.UserId, first, last, cancellationToken)).Keys)
                found[sequence] = member.UserId;
        }

        return found;
    }

    /// <summary>The same for two who have no conversation yet.</summary>
    private async Task<bool> HasBlocksAsync(Guid one, Guid other) =>
        await relations.LoadAsync(one, other) is { } relation && (relation.One.BlockedAt ?? relation.Other.BlockedAt) is not null;

    /// <summary>Those of some users who do not block another one: whom that one brings into a group.</summary>
    private async Task<IReadOnlyList<Guid>> WithoutBlockersAsync(Guid by, IReadOnlyList<Guid> users)
    {
        var blockers = await relations.ListBlockersAsync(by, users);
        return blockers.Count == 0 ? users : [.. users.Except(blockers.Select(blocker => blocker.UserId))];
    }

    /// <summary>Reads until nothing has changed meanwhile: the last word counts, whoever asked for it.</summary>
    private async Task ReadBlocksAsync(ConversationState state, CancellationToken cancellationToken = default)
    {
        if (state.IsGroup)
            return;
        int changes;
        do
        {
            changes = _standingChanges;
            var relation = await relations.LoadAsync(state.Members[0].UserId, state.Members[1].UserId, cancellationToken);
            state.SetBlocks(relation?.One.BlockedAt is not null, relation?.Other.BlockedAt is not null);
        }
        while (changes != _standingChanges);
    }
}
