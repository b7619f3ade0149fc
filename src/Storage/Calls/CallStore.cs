using OrleansChat.Storage.Conversations;
using OrleansChat.Storage.Data;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Storage.Calls;

/// <summary>Calls and their participants, as rows.</summary>
internal sealed class CallStore(IDatabase database) : ICallStore
{
    private const string Columns = "c.id, c.version, c.initiator_id, c.room_id, c.type, c.status, c.group_id, c.created_at, c.answered_at, c.ended_at";

    private const string Insert = """
        INSERT INTO calls (id, version, initiator_id, room_id, type, status, group_id, created_at, answered_at, ended_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING
        """;

    private const string Update = """
        UPDATE calls SET version = $2, initiator_id = $3, room_id = $4, type = $5, status = $6, group_id = $7, created_at = $8, answered_at = $9, ended_at = $10
        WHERE id = $1 AND version = $2 - 1
        """;

    private const string InsertParticipant = """
        INSERT INTO call_participants (call_id, user_id, ordinal, status, joined_at, left_at, created_at, hidden) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    public Task<StoredCall?> LoadAsync(Guid callId, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async (session, cancel) =>
            {
                var calls = await session.ListAsync($"SELECT {Columns} FROM calls c WHERE c.id = $1", Map, cancel, callId);
                await AddParticipantsAsync(session, calls, cancel);
                return calls.SingleOrDefault();
            },
            cancellationToken);

    public Task SaveAsync(StoredCall call, CancellationToken cancellationToken = default) =>
        database.WriteAsync((session, cancel) => SaveAsync(session, call, cancel), cancellationToken);

    public Task<StoredPage<StoredCall>> ListAsync(Guid userId, long offset, int limit, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async (session, cancel) =>
            {
                var total = await session.NumberAsync("SELECT count(*) FROM call_participants WHERE user_id = $1 AND hidden = 0", cancel, userId);
                if (offset >= total)
                    return new StoredPage<StoredCall>([], total);
                var calls = await session.ListAsync(
                    $"""
                    SELECT {Columns} FROM call_participants p JOIN calls c ON c.id = p.call_id
                    WHERE p.user_id = $1 AND p.hidden = 0 ORDER BY p.created_at DESC, p.call_id DESC LIMIT $2 OFFSET $3
                    """,
                    Map,
                    cancel,
                    userId,
                    (long)limit,
                    offset);
                await AddParticipantsAsync(session, calls, cancel);
                return new StoredPage<StoredCall>(calls, total);
            },
            cancellationToken);

    private static async Task<int> SaveAsync(DbSession session, StoredCall call, CancellationToken cancellationToken)
    {
        var stored = await session.ExecuteAsync(
            call.Version == 1 ? Insert : Update,
            cancellationToken,
            call.Id, call.Version, call.InitiatorId, call.RoomId, call.Type, call.Status, call.GroupId, call.CreatedAt, call.AnsweredAt, call.EndedAt);
        if (stored == 0)
            throw new StoreConflictException($"Call {call.Id} is not at version {call.Version - 1}.");

        await session.ExecuteAsync("DELETE FROM call_participants WHERE call_id = $1", cancellationToken, call.Id);
        for (var index = 0; index < call.Participants.Count; index++)
        {
            var participant = call.Participants[index];
            await session.ExecuteAsync(
                InsertParticipant,
                cancellationToken,
                call.Id, participant.UserId, index, participant.Status, participant.JoinedAt, participant.LeftAt, call.CreatedAt, participant.Hidden ? 1L : 0L);
        }

        return stored;
    }

    private static async Task AddParticipantsAsync(DbSession session, List<StoredCall> calls, CancellationToken cancellationToken)
    {
        if (calls.Count == 0)
            return;
        var ids = DbSession.PadToPowerOfTwo([.. calls.Select(call => (object?)call.Id)]);
        var rows = await session.ListAsync(
            $"SELECT call_id, user_id, status, joined_at, left_at, hidden FROM call_participants WHERE call_id IN ({DbSession.Placeholders(1, ids.Length)}) ORDER BY call_id, ordinal",
            row => (CallId: row.Id(0), Participant: new StoredCallParticipant(row.Id(1), (int)row.Number(2), row.TimeOrNull(3), row.TimeOrNull(4)) { Hidden = row.Number(5) != 0 }),
            cancellationToken,
            ids);
        var participants = rows.ToLookup(row => row.CallId, row => row.Participant);
        for (var index = 0; index < calls.Count; index++)
        {
            calls[index] = calls[index] with { Participants = [.. participants[calls[index].Id]] };
        }
    }

    private static StoredCall Map(Row row) => new(
        row.Id(0), row.Number(1), row.Id(2), row.Text(3), (int)row.Number(4), (int)row.Number(5), row.IdOrNull(6), row.Time(7), row.TimeOrNull(8), row.TimeOrNull(9));
}
