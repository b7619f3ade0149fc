using OrleansChat.Storage.Messages;

namespace OrleansChat.Storage.Accounts;

/// <summary>
/// The searchable side of accounts, written by the account's grain after its own state. A user whom it has to forget is not found any more,
/// and shown as deleted where they wrote: name, address and picture are wiped.
/// </summary>
public interface IUserDirectory : IForgetsAccounts
{
    /// <summary>Adds or replaces an entry.</summary>
    Task PutAsync(StoredUser user, CancellationToken cancellationToken = default);

    /// <summary>Users whose username contains <paramref name="query"/> (case aside), by name, or whose e-mail address it is exactly.</summary>
    Task<StoredPage<StoredUser>> SearchAsync(string query, long offset, int limit, CancellationToken cancellationToken = default);

    /// <summary>The same, and users whose full name contains it.</summary>
    Task<StoredPage<StoredUser>> SearchPeopleAsync(string query, long offset, int limit, CancellationToken cancellationToken = default);
}

/// <summary>An entry of the directory.</summary>
public sealed record StoredUser(Guid Id, string Username, string Email, string? Avatar, string? FullName = null);
