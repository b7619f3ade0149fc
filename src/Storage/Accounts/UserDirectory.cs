using OrleansChat.Storage.Data;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Storage.Accounts;

/// <summary>
/// Users and every ending of their names: a name that contains a text has an ending that starts with it, so that a search is a range of an
/// index and costs what it finds.
/// </summary>
internal sealed class UserDirectory(IDatabase database) : IUserDirectory
{
    // Greater than every text that starts with the prefix it is appended to.
    private const string AfterAll = "\U0010FFFF";

    private const string Put = """
        INSERT INTO users (id, username, username_folded, email, email_folded, avatar, deleted) VALUES ($1, $2, $3, $4, $5, $6, 0)
        ON CONFLICT (id) DO UPDATE SET username = excluded.username, username_folded = excluded.username_folded,
            email = excluded.email, email_folded = excluded.email_folded, avatar = excluded.avatar
        WHERE users.deleted = 0
        """;

    private const string MarkDeleted = """
        INSERT INTO users (id, username, username_folded, email, email_folded, avatar, deleted) VALUES ($1, '', '', '', '', NULL, 1)
        ON CONFLICT (id) DO UPDATE SET username = '', username_folded = '', email = '', email_folded = '', avatar = NULL, deleted = 1
        """;

    private const string Found = """
        FROM users u WHERE u.deleted = 0 AND u.id IN
            (SELECT user_id FROM user_name_endings WHERE ending >= $1 AND ending < $2 UNION SELECT id FROM users WHERE email_folded = $1)
        """;

    public Task PutAsync(StoredUser user, CancellationToken cancellationToken = default)
    {
        StorableText.Check(user.Username, nameof(user));
        StorableText.Check(user.Email, nameof(user));
        StorableText.Check(user.Avatar, nameof(user));
        return database.WriteAsync((session, cancel) => PutAsync(session, user, cancel), cancellationToken);
    }

    public Task ForgetAsync(Guid userId, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async (session, cancel) =>
            {
                await session.ExecuteAsync(MarkDeleted, cancel, userId);
                return await session.ExecuteAsync("DELETE FROM user_name_endings WHERE user_id = $1", cancel, userId);
            },
            cancellationToken,
            wipes: true);

    public Task<StoredPage<StoredUser>> SearchAsync(string query, long offset, int limit, CancellationToken cancellationToken = default)
    {
        var folded = Fold(query);
        if (folded.Length == 0 || folded.Contains('\0'))
            return Task.FromResult(new StoredPage<StoredUser>([], 0));
        return database.ReadAsync((session, cancel) => SearchAsync(session, folded, offset, limit, cancel), cancellationToken);
    }

    private static async Task<int> PutAsync(DbSession session, StoredUser user, CancellationToken cancellationToken)
    {
        var folded = Fold(user.Username);
        var stored = await session.ExecuteAsync(
            Put, cancellationToken, user.Id, user.Username, folded, user.Email, Fold(user.Email), user.Avatar);
        if (stored == 0)
            return 0;

        await session.ExecuteAsync("DELETE FROM user_name_endings WHERE user_id = $1", cancellationToken, user.Id);
        foreach (var ending in Endings(folded))
        {
            await session.ExecuteAsync("INSERT INTO user_name_endings (ending, user_id) VALUES ($1, $2)", cancellationToken, ending, user.Id);
        }

        return stored;
    }

    private static async Task<StoredPage<StoredUser>> SearchAsync(
        DbSession session, string folded, long offset, int limit, CancellationToken cancellationToken)
    {
        var total = await session.NumberAsync($"SELECT count(*) {Found}", cancellationToken, folded, folded + AfterAll);
        if (offset >= total)
            return new StoredPage<StoredUser>([], total);

        var users = await session.ListAsync(
            $"SELECT u.id, u.username, u.email, u.avatar {Found} ORDER BY u.username_folded, u.id LIMIT $3 OFFSET $4",
            row => new StoredUser(row.Id(0), row.Text(1), row.Text(2), row.TextOrNull(3)),
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
