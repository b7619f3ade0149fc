using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Rules;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Grains.Conversations;

/// <summary>Messages that a member hid from themselves. Whoever hid none, which is nearly everyone, costs a look at a set.</summary>
internal sealed partial class ConversationGrain
{
    /// <inheritdoc/>
    public async Task HideAsync(Guid reader, long sequence)
    {
        ThrowIfFailed();
        var open = RequireMessageReader(reader, sequence);
        if (await FindAsync(open, sequence) is not { DeletedAt: null } message)
            throw new ChatException(ChatError.MessageNotFound);
        open.State.NoteHiding(reader); // Before it is stored: whoever looks for it meanwhile asks the store.
        if (await hidden.HideAsync(Id, reader, sequence, time.Stamp()))
            TellOwn(reader, new MessageHidden(Id, message.Id, sequence));
    }

    /// <summary>The messages of a range as a reader sees them: hidden ones as if they were deleted.</summary>
    private async ValueTask<IReadOnlyList<StoredMessage>> AsSeenByAsync(Opened open, Guid reader, IReadOnlyList<StoredMessage> messages) => await AsSentByAsync(
        open, reader, messages.Count == 0 || !open.State.Hides(reader) ? messages : await WithTombstonesAsync(reader, messages));

    private async Task<IReadOnlyList<StoredMessage>> WithTombstonesAsync(Guid reader, IReadOnlyList<StoredMessage> messages)
    {
        var places = await hidden.ListAsync(Id, reader, messages.Min(message => message.Sequence), messages.Max(message => message.Sequence));
        return places.Count == 0 ? messages : [.. messages.Select(message => places.TryGetValue(message.Sequence, out var since) ? Tombstone(message, since) : message)];
    }

    private static StoredMessage Tombstone(StoredMessage message, DateTimeOffset since) =>
        message with { Content = "", Metadata = null, Reactions = [], DeletedAt = message.DeletedAt ?? since };

    /// <summary>A message that a reader hid is to them as one that is not there.</summary>
    private ValueTask RequireVisibleAsync(Opened open, Guid reader, long sequence) =>
        open.State.Hides(reader) ? new(RequireNotHiddenAsync(reader, sequence)) : ValueTask.CompletedTask;

    private async Task RequireNotHiddenAsync(Guid reader, long sequence)
    {
        if ((await hidden.ListAsync(Id, reader, sequence, sequence)).Count > 0)
            throw new ChatException(ChatError.MessageNotFound);
    }
}
