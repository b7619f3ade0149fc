using OrleansChat.Storage.Conversations;
using OrleansChat.Storage.Data;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Storage.Relations;

/// <summary>Relations, as rows.</summary>
internal sealed class RelationStore(IDatabase database) : IRelationStore
{
    private const string Side = "r.user_id, r.contact_id, r.contact, r.asked_by, r.asks, r.message, r.since, r.updated_at, r.blocked_at";

    // The directory lags behind accounts for a moment: who is not in it yet is listed without a name.
    private const string Person = "r.other_id, coalesce(u.username, ''), u.avatar, u.full_name";

    private const string Load = $"""
        SELECT r.version, {Side} FROM relations r WHERE (r.user_id = $1 AND r.other_id = $2) OR (r.user_id = $2 AND r.other_id = $1)
        """;

    private const string Insert = """
        INSERT INTO relations (user_id, other_id, contact_id, contact, asked_by, asks, message, since, updated_at, blocked_at, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING
        """;

    private const string Update = """
        UPDATE relations SET contact_id = $3, contact = $4, asked_by = $5, asks = $6, message = $7, since = $8, updated_at = $9, blocked_at = $10, version = $11
        WHERE user_id = $1 AND other_id = $2 AND version = $11 - 1
        """;

    // Both rows of a pair are there or none is, so that the rows of others are found by one's own.
    private const string ForgetOthers = """
        DELETE FROM relations WHERE other_id = $1 AND user_id IN (SELECT mine.other_id FROM relations mine WHERE mine.user_id = $1)
        """;

    public Task<StoredRelation?> LoadAsync(Guid one, Guid other, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async (session, cancel) =>
            {
                var rows = await session.ListAsync(Load, row => (Version: row.Number(0), Side: MapSide(row, 1)), cancel, one, other);
                return rows is [var first, var second]
                    ? new StoredRelation(
                        first.Version, first.Side.UserId == one ? first.Side : second.Side, first.Side.UserId == one ? second.Side : first.Side)
                    : null;
            },
            cancellationToken);

    public Task SaveAsync(StoredRelation relation, CancellationToken cancellationToken = default)
    {
        StorableText.Check(relation.One.Message, nameof(relation));
        StorableText.Check(relation.Other.Message, nameof(relation));
        return database.WriteAsync((session, cancel) => SaveAsync(session, relation, cancel), cancellationToken);
    }

    public Task<RelationCounts> CountAsync(Guid userId, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async (session, cancel) => new RelationCounts(
                await session.NumberAsync("SELECT count(*) FROM relations WHERE user_id = $1 AND contact = 2", cancel, userId),
                await session.NumberAsync("SELECT count(*) FROM relations WHERE user_id = $1 AND contact = 1 AND asked_by = $1", cancel, userId),
                await session.NumberAsync("SELECT count(*) FROM relations WHERE user_id = $1 AND blocked_at IS NOT NULL", cancel, userId)),
            cancellationToken);

    public Task<StoredPage<StoredContact>> ListContactsAsync(
        Guid userId, int contact, long offset, int limit, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async (session, cancel) =>
            {
                var total = await session.NumberAsync("SELECT count(*) FROM relations WHERE user_id = $1 AND contact = $2", cancel, userId, (long)contact);
                if (offset >= total)
                    return new StoredPage<StoredContact>([], total);
                var contacts = await session.ListAsync(
                    $"""
                    SELECT {Side}, {Person} FROM relations r LEFT JOIN users u ON u.id = r.other_id
                    WHERE r.user_id = $1 AND r.contact = $2 ORDER BY r.updated_at DESC, r.other_id DESC LIMIT $3 OFFSET $4
                    """,
                    row => new StoredContact(MapSide(row, 0), MapPerson(row, 9)),
                    cancel,
                    userId,
                    (long)contact,
                    (long)limit,
                    offset);
                return new StoredPage<StoredContact>(contacts, total);
            },
            cancellationToken);

    public Task<Guid?> FindContactAsync(Guid userId, Guid contactId, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            (session, cancel) => session.FirstAsync<Guid?>(
                "SELECT other_id FROM relations WHERE user_id = $1 AND contact_id = $2 AND contact <> 0", row => row.Id(0), cancel, userId, contactId),
            cancellationToken);

    public Task<StoredPage<StoredBlock>> ListBlockedAsync(Guid userId, long offset, int limit, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async (session, cancel) =>
            {
                var total = await session.NumberAsync("SELECT count(*) FROM relations WHERE user_id = $1 AND blocked_at IS NOT NULL", cancel, userId);
                if (offset >= total)
                    return new StoredPage<StoredBlock>([], total);
                var blocked = await session.ListAsync(
                    $"""
                    SELECT r.blocked_at, {Person} FROM relations r LEFT JOIN users u ON u.id = r.other_id
                    WHERE r.user_id = $1 AND r.blocked_at IS NOT NULL ORDER BY r.blocked_at DESC, r.other_id DESC LIMIT $2 OFFSET $3
                    """,
                    row => new StoredBlock(MapPerson(row, 1), row.Time(0)),
                    cancel,
                    userId,
                    (long)limit,
                    offset);
                return new StoredPage<StoredBlock>(blocked, total);
            },
            cancellationToken);

    public Task<IReadOnlyList<(Guid UserId, DateTimeOffset Since)>> ListBlockersAsync(
        Guid userId, IReadOnlyList<Guid> others, CancellationToken cancellationToken = default) =>
        OfEachAsync(
            "SELECT r.user_id, r.blocked_at FROM relations r WHERE r.other_id = $1 AND r.blocked_at IS NOT NULL AND r.user_id IN ({0})",
            row => (row.Id(0), row.Time(1)),
            userId,
            others,
            cancellationToken);

    public Task<IReadOnlyList<Guid>> ListVisibleAsync(Guid userId, IReadOnlyList<Guid> others, CancellationToken cancellationToken = default) =>
        OfEachAsync(
            """
            SELECT r.other_id FROM relations r WHERE r.user_id = $1 AND r.contact = 2 AND r.other_id IN ({0})
            UNION SELECT other.user_id FROM conversation_members mine
                JOIN conversation_members other ON other.conversation_id = mine.conversation_id
                WHERE mine.user_id = $1 AND other.user_id <> $1 AND other.user_id IN ({0})
            """,
            row => row.Id(0),
            userId,
            others,
            cancellationToken);

    public Task ForgetAsync(Guid userId, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async (session, cancel) =>
            {
                await session.ExecuteAsync(ForgetOthers, cancel, userId);
                return await session.ExecuteAsync("DELETE FROM relations WHERE user_id = $1", cancel, userId);
            },
            cancellationToken,
            wipes: true);

    private static async Task<int> SaveAsync(DbSession session, StoredRelation relation, CancellationToken cancellationToken)
    {
        var stored = await PutAsync(session, relation.Version, relation.One, relation.Other.UserId, cancellationToken)
            + await PutAsync(session, relation.Version, relation.Other, relation.One.UserId, cancellationToken);
        return stored == 2
            ? stored
            : throw new StoreConflictException($"The relation of {relation.One.UserId} and {relation.Other.UserId} is not at version {relation.Version - 1}.");
    }

    private static Task<int> PutAsync(DbSession session, long version, StoredSide side, Guid other, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            version == 1 ? Insert : Update,
            cancellationToken,
            side.UserId, other, side.ContactId, side.Contact, side.AskedBy, side.Asks, side.Message, side.Since, side.UpdatedAt, side.BlockedAt, version);

    private static StoredSide MapSide(Row row, int first) => new(
        row.Id(first),
        row.Id(first + 1),
        (int)row.Number(first + 2),
        row.IdOrNull(first + 3),
        (int)row.Number(first + 4),
        row.TextOrNull(first + 5),
        row.TimeOrNull(first + 6),
        row.Time(first + 7),
        row.TimeOrNull(first + 8));

    private static StoredPerson MapPerson(Row row, int first) =>
        new(row.Id(first), row.Text(first + 1), row.TextOrNull(first + 2), row.TextOrNull(first + 3));

    private Task<IReadOnlyList<T>> OfEachAsync<T>(
        string sql, Func<Row, T> map, Guid userId, IReadOnlyList<Guid> others, CancellationToken cancellationToken)
    {
        if (others.Count == 0)
            return Task.FromResult<IReadOnlyList<T>>([]);
        var values = DbSession.PadToPowerOfTwo([.. others.Select(other => (object?)other)]);
        var query = sql.Replace("{0}", DbSession.Placeholders(2, values.Length), StringComparison.Ordinal);
        return database.ReadAsync<IReadOnlyList<T>>(
            async (session, cancel) => await session.ListAsync(query, map, cancel, [userId, .. values]), cancellationToken);
    }
}
