namespace OrleansChat.Storage.Messages;

/// <summary>
/// The durable log of all messages. One writer per process commits in groups what all conversations have queued;
/// a write is acknowledged when its commit is durable, never before.
/// </summary>
public interface IMessageLog
{
    /// <summary>Opens a conversation's log for its grain: reads its head, never its history.</summary>
    Task<IConversationLog> OpenAsync(Guid conversationId, CancellationToken cancellationToken = default);
}

/// <summary>
/// A conversation's log, as held by one activation of its grain. Not thread-safe: called from the activation's turns only.
/// Writes are queued in the order of the calls and committed in that order; several may be in flight.
/// The first write that fails fails this log: it and all later ones throw <see cref="LogFailedException"/>, and the activation
/// has to open anew. So what one activation wrote is always without a gap.
/// A write for which this process has no room (<see cref="LogLimits"/>) is refused with <see cref="StoreUnavailableException"/> by the call
/// itself, before it is anything: the log stays as it was and goes on.
/// </summary>
public interface IConversationLog
{
    /// <summary>The last sequence that was queued or stored; 0 for none.</summary>
    long Head { get; }

    /// <summary>The last change (edit, deletion, reaction) that was queued or stored; 0 for none.</summary>
    long Change { get; }

    /// <summary>The operation ids of the newest messages, oldest first, at most <see cref="LogLimits.RecentOperations"/>, as read when the log was opened.</summary>
    IReadOnlyList<StoredOperation> RecentOperations { get; }

    /// <summary>True when there are keyed messages older than <see cref="RecentOperations"/>: <see cref="IMessageReader.FindOperationAsync"/> knows them.</summary>
    bool HasOlderOperations { get; }

    /// <summary>Appends a message at <see cref="Head"/> + 1. A compare-and-swap: fails when another activation has taken that sequence.</summary>
    /// <exception cref="LogFailedException">It was not stored (or it cannot be known whether it was): open anew.</exception>
    /// <exception cref="StoreUnavailableException">There is no room for it; nothing has happened.</exception>
    Task AppendAsync(StoredMessage message);

    /// <summary>Replaces the content of a message, as change <see cref="Change"/> + 1; the search index follows, and forgets what is encrypted now.</summary>
    Task EditAsync(long sequence, string content, DateTimeOffset at, bool encrypted = false);

    /// <summary>Wipes content, metadata, operation fingerprint and reactions of a message, as change <see cref="Change"/> + 1, from the search index too.</summary>
    Task DeleteAsync(long sequence, DateTimeOffset at);

    /// <summary>Adds a reaction, as change <see cref="Change"/> + 1.</summary>
    Task AddReactionAsync(long sequence, Guid userId, string emoji, DateTimeOffset at);

    /// <summary>Removes a reaction, as change <see cref="Change"/> + 1.</summary>
    Task RemoveReactionAsync(long sequence, Guid userId, string emoji);

    /// <summary>Moves a member's horizons forward (never back).</summary>
    Task SaveHorizonAsync(Guid userId, long delivered, long seen);
}

/// <summary>The bounds of the log.</summary>
public static class LogLimits
{
    /// <summary>Operation ids read when a log is opened.</summary>
    public const int RecentOperations = 256;

    /// <summary>Writes that one process holds at most, those that are being written included; beyond it they are refused.</summary>
    public const int QueuedWrites = 16_384;

    /// <summary>About the bytes of the writes that one process holds at most; beyond it they are refused.</summary>
    public const long QueuedBytes = 64L << 20;
}

/// <summary>A message as it is stored. <paramref name="Type"/> is the number of <c>MessageType</c>; <paramref name="Metadata"/> a JSON object as text.</summary>
public sealed record StoredMessage(
    Guid Id,
    Guid ConversationId,
    long Sequence,
    Guid SenderId,
    int Type,
    string Content,
    string? Metadata,
    Guid? ParentId,
    DateTimeOffset CreatedAt,
    string? OperationId,
    long? OperationFingerprint)
{
    /// <summary>Whether the content is a client's own ciphertext: it is not indexed.</summary>
    public bool Encrypted { get; init; }

    /// <summary>When it was last edited.</summary>
    public DateTimeOffset? EditedAt { get; init; }

    /// <summary>When it was deleted: the content is gone, the place is kept.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>The conversation's change counter at its last edit, deletion or reaction; 0 for none.</summary>
    public long Change { get; init; }

    /// <summary>The one member to whom it is hidden from the beginning, in the same write; null nearly always, and in what is read.</summary>
    public Guid? HiddenFor { get; init; }

    /// <summary>Whether its sender's account is deleted (from the user directory).</summary>
    public bool SenderDeleted { get; init; }

    /// <summary>Its reactions, in order of time.</summary>
    public IReadOnlyList<StoredReaction> Reactions { get; init; } = [];
}

/// <summary>A user's reaction.</summary>
public sealed record StoredReaction(Guid UserId, string Emoji);

/// <summary>A send that carried an operation id: <paramref name="Fingerprint"/> tells whether a repetition has the same body; 0 once the message is deleted, when nobody can tell.</summary>
public sealed record StoredOperation(Guid SenderId, string OperationId, long Fingerprint, long Sequence);

/// <summary>A write of this log failed, so the log is of no more use: another activation writes, or the store was away.</summary>
public sealed class LogFailedException(string message, Exception? cause = null) : Exception(message, cause);
