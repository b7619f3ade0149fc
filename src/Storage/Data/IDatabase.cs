namespace OrleansChat.Storage.Data;

/// <summary>Runs reads and transactions on whichever database is configured.</summary>
internal interface IDatabase
{
    /// <summary>Runs a read; it sees everything that was acknowledged.</summary>
    Task<T> ReadAsync<T>(Func<DbSession, CancellationToken, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>
    /// Runs a transaction and completes when it is durable; when <paramref name="write"/> throws, nothing of it is kept.
    /// <paramref name="wipes"/>: what it removes has to be gone from the files too.
    /// </summary>
    Task<T> WriteAsync<T>(Func<DbSession, CancellationToken, Task<T>> write, CancellationToken cancellationToken, bool wipes = false);
}
