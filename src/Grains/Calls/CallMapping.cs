using OrleansChat.Grains.Interfaces.Calls;
using OrleansChat.Storage.Calls;

namespace OrleansChat.Grains.Calls;

/// <summary>Calls as rows and as they cross the cluster.</summary>
internal static class CallMapping
{
    /// <summary>A call from its row.</summary>
    public static Call ToCall(this StoredCall stored) => new(
        stored.Id,
        stored.InitiatorId,
        stored.RoomId,
        (CallType)stored.Type,
        (CallStatus)stored.Status,
        stored.GroupId,
        [.. stored.Participants.Select(participant => new CallParticipant(
            participant.UserId, (ParticipantStatus)participant.Status, participant.JoinedAt, participant.LeftAt))],
        stored.CreatedAt,
        stored.AnsweredAt,
        stored.EndedAt);

    /// <summary>The row of a call; those who are <paramref name="unaware"/> of it do not list it.</summary>
    public static StoredCall ToStored(this Call call, long version, IReadOnlySet<Guid> unaware) => new(
        call.Id,
        version,
        call.InitiatorId,
        call.RoomId,
        (int)call.Type,
        (int)call.Status,
        call.GroupId,
        call.CreatedAt,
        call.AnsweredAt,
        call.EndedAt)
    {
        Participants = [.. call.Participants.Select(participant => new StoredCallParticipant(
            participant.UserId, (int)participant.Status, participant.JoinedAt, participant.LeftAt) { Hidden = unaware.Contains(participant.UserId) })],
    };
}
