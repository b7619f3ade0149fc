namespace OrleansChat.Storage;

/// <summary>Whether the database answers.</summary>
public interface IStorageHealth
{
    /// <summary>Completes when the database has answered a query.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be reached.</exception>
    Task PingAsync(CancellationToken cancellationToken = default);
}

/// <summary>The database cannot be reached, or has no room for another connection: nothing was changed, or that is unknown. Any store may throw it.</summary>
public sealed class StoreUnavailableException(Exception cause) : Exception("The database cannot be reached.", cause);
