using OrleansChat.Storage.Data;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Storage.Accounts;

/// <summary>
/// Users and every ending of their names and full names: a name that contains a text has an ending that starts with it, so that a search is a range of an
/// index and costs what it finds.
/// </summary>
internal sealed class UserDirectory(IDatabase database) : IUserDirectory
{
    // Greater than every text that starts with the prefix it is appended to.
    private const string AfterAll = "\U0010FFFF";

    private const string Put = """
        INSERT INTO users (id, username, username_folded, email, email_folded, avatar, deleted, full_name, full_name_folded)
        VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8)
        ON CONFLICT (id) DO UPDATE SET username = excluded.username, username_folded = excluded.username_folded,
            email = excluded.email, email_folded = excluded.email_folded, avatar = excluded.avatar,
            full_name = excluded.full_name, full_name_folded = excluded.full_name_folded
        WHERE users.deleted = 0
        """;

    private const string MarkDeleted = """
        INSERT INTO users (id, username, username_folded, email, email_folded, avatar, deleted) VALUES ($1, '', '', '', '', NULL, 1)
        ON CONFLICT (id) DO UPDATE SET username = '', username_folded = '', email = '', email_folded = '', avatar = NULL, deleted = 1,
            full_name = NULL, full_name_folded = NULL
        """;

    private const string ByUsernameOrEmail =
        "SELECT user_id FROM user_name_endings WHERE ending >= $1 AND ending < $2 UNION SELECT id FROM users WHERE email_folded = $1";

    private const string ByFullName = "SELECT user_id FROM user_full_name_endings WHERE ending >= $1 AND ending < $2";

    public Task PutAsync(StoredUser user, CancellationToken cancellationToken = default)
    {
        StorableText.Check(user.Username, nameof(user));
        StorableText.Check(user.Email, nameof(user));
        StorableText.Check(user.Avatar, nameof(user));
        StorableText.Check(user.FullName, nameof(user));
        return database.WriteAsync((session, cancel) => PutAsync(session, user, cancel), cancellationToken);
    }

    public Task ForgetAsync(Guid userId, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async (session, cancel) =>
            {
                await session.ExecuteAsync(MarkDeleted, cancel, userId);
                await session.ExecuteAsync("DELETE FROM user_name_endings WHERE user_id = $1", cancel, userId);
                return await session.ExecuteAsync("DELETE FROM user_full_name_endings WHERE user_id = $1", cancel, userId);
            },
            cancellationToken,
            wipes: true);

    public Task<StoredPage<StoredUser>> SearchAsync(string query, long offset, int limit, CancellationToken cancellationToken = default) =>
        SearchAsync(ByUsernameOrEmail, query, offset, limit, cancellationToken);

    public Task<StoredPage<StoredUser>> SearchPeopleAsync(string query, long offset, int limit, CancellationToken cancellationToken = default) =>
        SearchAsync($"{ByUsernameOrEmail} UNION {ByFullName}", query, offset, limit, cancellationToken);

    private static async Task<int> PutAsync(DbSession session, StoredUser user, CancellationToken cancellationToken)
    {
        var (name, fullName) = (Fold(user.Username), user.FullName is null ? null : Fold(user.FullName));
        var stored = await session.ExecuteAsync(
            Put, cancellationToken, user.Id, user.Username, name, user.Email, Fold(user.Email), user.Avatar, user.FullName, fullName);
        if (stored == 0)
            return 0;

        await PutEndingsAsync(session, "user_name_endings", user.Id, name, cancellationToken);
        await PutEndingsAsync(session, "user_full_name_endings", user.Id, fullName ?? "", cancellationToken);
        return stored;
    }

    private static async Task PutEndingsAsync(DbSession session, string table, Guid userId, string name, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync($"DELETE FROM {table} WHERE user_id = $1", cancellationToken, userId);
        foreach (var ending in Endings(name))
        {
            await session.ExecuteAsync($"INSERT INTO {table} (ending, user_id) VALUES ($1, $2)", cancellationToken, ending, userId);
        }
    }

    private Task<StoredPage<StoredUser>> SearchAsync(string ids, string query, long offset, int limit, CancellationToken cancellationToken)
    {
        var folded = Fold(query);
        if (folded.Length == 0 || folded.Contains('\0'))
            return Task.FromResult(new StoredPage<StoredUser>([], 0));
        var found = $"FROM users u WHERE u.deleted = 0 AND u.id IN ({ids})";
        return database.ReadAsync((session, cancel) => SearchAsync(session, found, folded, offset, limit, cancel), cancellationToken);
    }

    private static async Task<StoredPage<StoredUser>> SearchAsync(
        DbSession session, string found, string folded, long offset, int limit, CancellationToken cancellationToken)
    {
        var total = await session.NumberAsync($"SELECT count(*) {found}", cancellationToken, folded, folded + AfterAll);
        if (offset >= total)
            return new StoredPage<StoredUser>([], total);

        var users = await session.ListAsync(
            $"SELECT u.id, u.username, u.email, u.avatar, u.full_name {found} ORDER BY u.username_folded, u.id LIMIT $3 OFFSET $4",
            row => new StoredUser(row.Id(0), row.Text(1), row.Text(2), row.TextOrNull(3), row.TextOrNull(4)),
            cancellationToken,
            folded,
            folded + AfterAll,
            (long)limit,
            offset);
        return new StoredPage<StoredUser>(users, total);
    }

    private static string Fold(string text) => text.ToLowerInvariant();

    private static HashSet<string> Endings(string name)
    {
        var endings = new HashSet<string>(StringComparer.Ordinal);
        for (var start = 0; start < name.Length; start++)
        {
            if (!char.IsLowSurrogate(name[start]))
                endings.Add(name[start..]);
        }

        return endings;
    }
}
