using OrleansChat.Storage.Data;

namespace OrleansChat.Storage.Accounts;

/// <summary>Ended sessions, as rows.</summary>
internal sealed class RevocationStore(IDatabase database) : IRevocationStore
{
    private const string Add = """
        INSERT INTO revoked_sessions (session_id, until) VALUES ($1, $2)
        ON CONFLICT (session_id) DO UPDATE SET until = excluded.until WHERE revoked_sessions.until < excluded.until
        """;

    public Task AddAsync(IReadOnlyCollection<Guid> sessions, DateTimeOffset until, DateTimeOffset now, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async (session, cancel) =>
            {
                foreach (var id in sessions.Order())
                {
                    await session.ExecuteAsync(Add, cancel, id, until);
                }

                return await session.ExecuteAsync("DELETE FROM revoked_sessions WHERE until <= $1", cancel, now);
            },
            cancellationToken);

    public Task<IReadOnlyList<Guid>> ListAsync(DateTimeOffset now, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<Guid>>(
            async (session, cancel) => await session.ListAsync("SELECT session_id FROM revoked_sessions WHERE until > $1", row => row.Id(0), cancel, now),
            cancellationToken);
}
