using OrleansChat.Storage.Data;

namespace OrleansChat.Storage.Files;

/// <summary>Shared files, as rows. An upload that is given up and a file nobody may have any more are alike: they expired.</summary>
internal sealed class FileRows(IDatabase database) : IFileRows
{
    private const long Uploading = 0;
    private const long Ready = 1;

    private const string Columns =
        "f.id, f.owner_id, f.conversation_id, f.name, f.size, f.mime, f.category, f.sha256, f.width, f.height, f.thumbnail, f.created_at, f.expires_at";

    private const string Insert = """
        INSERT INTO files (id, owner_id, conversation_id, size, category, status, created_at, expires_at) VALUES ($1, $2, $3, 0, 0, 0, $4, $5)
        ON CONFLICT DO NOTHING
        """;

    private const string Complete = """
        UPDATE files SET name = $2, size = $3, mime = $4, category = $5, sha256 = $6, width = $7, height = $8, thumbnail = $9, status = 1, expires_at = $10
        WHERE id = $1 AND status = 0 AND expires_at > $11
        """;

    public Task<FileBegin> BeginAsync(
        Guid fileId, Guid ownerId, Guid conversationId, DateTimeOffset now, DateTimeOffset givenUpAt, long quota, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async (session, cancel) =>
            {
                if (await session.NumberAsync("SELECT count(*) FROM conversation_members WHERE conversation_id = $1 AND user_id = $2", cancel, conversationId, ownerId) == 0)
                    return FileBegin.NotAMember;
                if (await session.NumberAsync("SELECT CAST(sum(size) AS bigint) FROM files WHERE owner_id = $1", cancel, ownerId) >= quota)
                    return FileBegin.OverQuota;
                await session.ExecuteAsync(Insert, cancel, fileId, ownerId, conversationId, now, givenUpAt);
                return FileBegin.Begun;
            },
            cancellationToken);

    public Task<StoredFile?> CompleteAsync(
        Guid fileId, StoredFileContent content, DateTimeOffset now, DateTimeOffset expiresAt, CancellationToken cancellationToken = default)
    {
        StorableText.Check(content.Name, nameof(content));
        return database.WriteAsync(
            async (session, cancel) =>
            {
                await session.ExecuteAsync(
                    Complete,
                    cancel,
                    fileId,
                    content.Name,
                    content.Size,
                    content.Mime,
                    (long)content.Category,
                    content.Sha256,
                    (long?)content.Width,
                    (long?)content.Height,
                    content.Thumbnail ? 1L : 0L,
                    expiresAt,
                    now);
                var file = await session.FirstAsync($"SELECT {Columns} FROM files f WHERE f.id = $1 AND f.status = $2 AND f.expires_at > $3", Map, cancel, fileId, Ready, now);
                return file?.Content == content ? file : null;
            },
            cancellationToken);
    }

    public Task<StoredFile?> FindAsync(Guid fileId, Guid readerId, DateTimeOffset now, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            (session, cancel) => session.FirstAsync(
                $"""
                SELECT {Columns} FROM files f JOIN conversation_members m ON m.conversation_id = f.conversation_id AND m.user_id = $2
                WHERE f.id = $1 AND f.status = $3 AND f.expires_at > $4
                """,
                Map,
                cancel,
                fileId,
                readerId,
                Ready,
                now),
            cancellationToken);

    public Task<IReadOnlyList<Guid>> ExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<Guid>>(
            async (session, cancel) => await session.ListAsync(
                "SELECT id FROM files WHERE status IN ($1, $2) AND expires_at <= $3 ORDER BY expires_at LIMIT $4",
                row => row.Id(0),
                cancel,
                Uploading,
                Ready,
                now,
                (long)limit),
            cancellationToken);

    public Task RemoveAsync(Guid fileId, CancellationToken cancellationToken = default) =>
        database.WriteAsync((session, cancel) => session.ExecuteAsync("DELETE FROM files WHERE id = $1", cancel, fileId), cancellationToken);

    // The bytes are wiped by whoever has them: the rows stay, expired, until they were.
    public Task ForgetAsync(Guid userId, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            (session, cancel) => session.ExecuteAsync("UPDATE files SET expires_at = 0, name = NULL WHERE owner_id = $1", cancel, userId),
            cancellationToken,
            wipes: true);

    private static StoredFile Map(Row row) => new(
        row.Id(0),
        row.Id(1),
        row.Id(2),
        new StoredFileContent(
            row.Text(3), row.Number(4), row.Text(5), (int)row.Number(6), row.Text(7), (int?)row.NumberOrNull(8), (int?)row.NumberOrNull(9), row.Number(10) != 0),
        row.Time(11),
        row.Time(12));
}
