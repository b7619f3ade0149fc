namespace OrleansChat.Storage.Messages;

/// <summary>Messages that a member hid from themselves: they stay where they are for everyone else.</summary>
public interface IHiddenMessages
{
    /// <summary>Hides a message; hiding it again changes nothing. False when it was hidden already.</summary>
    Task<bool> HideAsync(Guid conversationId, Guid userId, long sequence, DateTimeOffset now, CancellationToken cancellationToken = default);

    /// <summary>The places from <paramref name="first"/> to <paramref name="last"/> that are hidden, and since when.</summary>
    Task<IReadOnlyDictionary<long, DateTimeOffset>> ListAsync(Guid conversationId, Guid userId, long first, long last, CancellationToken cancellationToken = default);

    /// <summary>The newest messages before a place that are not hidden, in ascending order, at most <paramref name="limit"/>, tombstones too.</summary>
    Task<IReadOnlyList<StoredMessage>> VisibleBeforeAsync(Guid conversationId, Guid userId, long before, int limit, CancellationToken cancellationToken = default);
}
