namespace OrleansChat.Storage;

/// <summary>Which database keeps everything.</summary>
public enum StorageProvider
{
    /// <summary>One SQLite file in the data folder, for one process.</summary>
    Sqlite,

    /// <summary>PostgreSQL, for any number of processes.</summary>
    Postgres,
}

/// <summary>Where everything is kept.</summary>
public sealed class StorageOptions
{
    /// <summary>Its section of the configuration.</summary>
    public const string Section = "Storage";

    /// <summary>The database: <c>Storage:Provider</c>.</summary>
    public StorageProvider Provider { get; set; } = StorageProvider.Sqlite;

    /// <summary>How to reach PostgreSQL: <c>Storage:ConnectionString</c>. Unused by SQLite.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>The folder of the SQLite file: <c>Data</c>.</summary>
    public string DataFolder { get; set; } = "data";

    /// <summary>Throws when the options cannot work; the message names the configuration key.</summary>
    public void Validate()
    {
        switch (Provider)
        {
            case StorageProvider.Sqlite when string.IsNullOrWhiteSpace(DataFolder):
                throw new InvalidOperationException("Data: the folder for the SQLite file is missing.");
            case StorageProvider.Sqlite:
                return;
            case StorageProvider.Postgres when string.IsNullOrWhiteSpace(ConnectionString):
                throw new InvalidOperationException("Storage:ConnectionString: Storage:Provider=Postgres needs a connection string.");
            case StorageProvider.Postgres:
                Postgres.PostgresConnectionStrings.Validate(ConnectionString);
                return;
            default:
                throw new InvalidOperationException($"Storage:Provider: '{Provider}' is neither Sqlite nor Postgres.");
        }
    }
}
