namespace OrleansChat.Storage.Messages;

/// <summary>Reads of the log that need no order with writes. What was acknowledged is there. Every read costs by its result, not by the history's length.</summary>
public interface IMessageReader
{
    /// <summary>The messages with sequences from <paramref name="first"/> to <paramref name="last"/>, both included, in ascending order, tombstones too.</summary>
    Task<IReadOnlyList<StoredMessage>> RangeAsync(Guid conversationId, long first, long last, CancellationToken cancellationToken = default);

    /// <summary>The messages up to sequence <paramref name="upTo"/> that changed after change <paramref name="after"/>, in order of change, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<StoredMessage>> ChangedAsync(Guid conversationId, long after, long upTo, int limit, CancellationToken cancellationToken = default);

    /// <summary>Where a message is; null when there is none.</summary>
    Task<(Guid ConversationId, long Sequence)?> LocateAsync(Guid messageId, CancellationToken cancellationToken = default);

    /// <summary>A keyed send of long ago; null when there was none.</summary>
    Task<StoredOperation?> FindOperationAsync(Guid conversationId, Guid senderId, string operationId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Undeleted messages of the conversations that <paramref name="reader"/> is a member of now and that contain all words of
    /// <paramref name="query"/> (each as a prefix, case and accents aside), newest first. The query is any text: nothing in it is syntax.
    /// </summary>
    Task<StoredPage<StoredMessage>> SearchAsync(Guid reader, string query, long offset, int limit, CancellationToken cancellationToken = default);
}

/// <summary>A page of a list and the whole list's length.</summary>
public sealed record StoredPage<T>(IReadOnlyList<T> Items, long Total);
