using OrleansChat.Storage.Data;
using OrleansChat.Storage.Writing;

namespace OrleansChat.Storage.Messages;

/// <summary>One activation's hold on a conversation's log: checks, numbers and queues.</summary>
internal sealed class ConversationLog(WriteQueue queue, LogHead head) : IConversationLog
{
    private volatile LogFailedException? _failure;

    public Guid ConversationId { get; } = head.ConversationId;

    public long Head { get; private set; } = head.Sequence;

    public long Change { get; private set; } = head.Change;

    public IReadOnlyList<StoredOperation> RecentOperations { get; } = head.RecentOperations;

    public bool HasOlderOperations { get; } = head.HasOlderOperations;

    /// <summary>Set once, by the first write that failed; read by the writer before each later one.</summary>
    public LogFailedException? Failure => _failure;

    public void Fail(LogFailedException failure) => _failure ??= failure;

    public Task AppendAsync(StoredMessage message)
    {
        if (message.ConversationId != ConversationId || message.Sequence != Head + 1)
            throw new ArgumentException($"Message {message.Sequence} of {message.ConversationId} does not follow {Head} of {ConversationId}.", nameof(message));
        StorableText.Check(message.Content, nameof(message));
        StorableText.Check(message.Metadata, nameof(message));
        StorableText.Check(message.OperationId, nameof(message));
        var append = Queue(new AppendWrite(this, message));
        Head++;
        return append;
    }

    public Task EditAsync(long sequence, string content, DateTimeOffset at, bool encrypted = false)
    {
        StorableText.Check(content, nameof(content));
        return QueueChange(new EditWrite(this, sequence, Change + 1, content, encrypted, at));
    }

    public Task DeleteAsync(long sequence, DateTimeOffset at) => QueueChange(new DeleteWrite(this, sequence, Change + 1, at));

    public Task AddReactionAsync(long sequence, Guid userId, string emoji, DateTimeOffset at)
    {
        StorableText.Check(emoji, nameof(emoji));
        return QueueChange(new AddReactionWrite(this, sequence, Change + 1, userId, emoji, at));
    }

    public Task RemoveReactionAsync(long sequence, Guid userId, string emoji)
    {
        StorableText.Check(emoji, nameof(emoji));
        return QueueChange(new RemoveReactionWrite(this, sequence, Change + 1, userId, emoji));
    }

    public Task SaveHorizonAsync(Guid userId, long delivered, long seen) => Queue(new HorizonWrite(this, userId, delivered, seen));

    private Task QueueChange(ChangeWrite write)
    {
        var queued = Queue(write);
        Change = write.Change;
        return queued;
    }

    /// <summary>Throws where there is no room, before anything has changed.</summary>
    private Task Queue(LogWrite write) =>
        _failure is { } failure
            ? Task.FromException(new LogFailedException("An earlier write of this log failed: open the log anew.", failure))
            : queue.EnqueueAsync(write);
}

/// <summary>What opening a log reads.</summary>
internal sealed record LogHead(
    Guid ConversationId, long Sequence, long Change, IReadOnlyList<StoredOperation> RecentOperations, bool HasOlderOperations);
