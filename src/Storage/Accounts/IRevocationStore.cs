namespace OrleansChat.Storage.Accounts;

/// <summary>Sessions that ended while access tokens of theirs may be alive.</summary>
public interface IRevocationStore
{
    /// <summary>Adds sessions until <paramref name="until"/>, and forgets those whose time is over at <paramref name="now"/>.</summary>
    Task AddAsync(IReadOnlyCollection<Guid> sessions, DateTimeOffset until, DateTimeOffset now, CancellationToken cancellationToken = default);

    /// <summary>The sessions whose time is not over.</summary>
    Task<IReadOnlyList<Guid>> ListAsync(DateTimeOffset now, CancellationToken cancellationToken = default);
}
