using OrleansChat.Storage.Messages;

namespace OrleansChat.Storage.Calls;

/// <summary>Calls and who took part, as rows. Writes compare and swap on the version.</summary>
public interface ICallStore
{
    /// <summary>The call; null when there is none.</summary>
    Task<StoredCall?> LoadAsync(Guid callId, CancellationToken cancellationToken = default);

    /// <summary>Stores a new call (version 1) or replaces version <c>call.Version - 1</c>, its participants included.</summary>
    /// <exception cref="Conversations.StoreConflictException">The stored version is another one.</exception>
    Task SaveAsync(StoredCall call, CancellationToken cancellationToken = default);

    /// <summary>The calls of a user that are not hidden from them, newest first.</summary>
    Task<StoredPage<StoredCall>> ListAsync(Guid userId, long offset, int limit, CancellationToken cancellationToken = default);
}

/// <summary>A call as it is stored; numbers are those of <c>CallType</c>, <c>CallStatus</c> and <c>ParticipantStatus</c>.</summary>
public sealed record StoredCall(
    Guid Id,
    long Version,
    Guid InitiatorId,
    string RoomId,
    int Type,
    int Status,
    Guid? GroupId,
    DateTimeOffset CreatedAt,
    DateTimeOffset? AnsweredAt,
    DateTimeOffset? EndedAt)
{
    /// <summary>Everyone who was called, and the initiator first.</summary>
    public IReadOnlyList<StoredCallParticipant> Participants { get; init; } = [];
}

/// <summary>A participant.</summary>
public sealed record StoredCallParticipant(Guid UserId, int Status, DateTimeOffset? JoinedAt, DateTimeOffset? LeftAt)
{
    /// <summary>Never told of the call, and not listing it: they block its initiator.</summary>
    public bool Hidden { get; init; }
}
