namespace OrleansChat.Grains.Conversations;

/// <summary>
/// Who of a direct conversation's two blocks the other. Read when the conversation opens and when that changes, so that sending costs the look
/// at one field.
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
