namespace OrleansChat.Storage;

/// <summary>Whether the database answers.</summary>
public interface IStorageHealth
{
    /// <summary>Completes when the database has answered a query.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be reached.</exception>
    Task PingAsync(CancellationToken cancellationToken = default);
}

/// <summary>
/// The database cannot be reached, has no room for another connection, or this process has no room for another write: nothing was
/// changed, or that is unknown. Any store may throw it.
/// </summary>
public sealed class StoreUnavailableException : Exception
{
    /// <summary>The database cannot be reached.</summary>
    public StoreUnavailableException(Exception cause)
        : base("The database cannot be reached.", cause)
    {
    }

    /// <summary>Another reason; nothing was changed.</summary>
    public StoreUnavailableException(string reason)
        : base(reason)
    {
    }
}
