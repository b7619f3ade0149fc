namespace OrleansChat.Storage;

/// <summary>Brings the database up to the schema of this program and opens it.</summary>
public interface IStorageInitializer
{
    /// <summary>
    /// Applies the missing schema scripts under a lock and starts the writer. Once per process: later calls get the first one's outcome.
    /// Everything else in storage waits for it by itself.
    /// </summary>
    /// <exception cref="StorageStartupException">Another process uses the SQLite file, or the database is newer than this program.</exception>
    Task InitializeAsync(CancellationToken cancellationToken = default);
}

/// <summary>The database cannot be used as it is; the message says what to do.</summary>
public sealed class StorageStartupException(string message, Exception? cause = null) : Exception(message, cause);
