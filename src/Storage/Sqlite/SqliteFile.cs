using Microsoft.Data.Sqlite;
using OrleansChat.Storage.Schema;
using SQLitePCL;

namespace OrleansChat.Storage.Sqlite;

/// <summary>The database file: who may open it, how connections to it are set up, and its schema.</summary>
internal sealed class SqliteFile(StorageOptions options, TimeProvider clock) : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetFullPath(options.DataFolder), "orleanschat.db");
    private FileStream? _lock;

    /// <summary>Takes the file for this process: the writer and the activations rely on being the only ones.</summary>
    public void Claim()
    {
        Batteries.Init();
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        try
        {
            _lock = new FileStream(_path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException inUse) when (File.Exists(_path + ".lock"))
        {
            throw new StorageStartupException(
                $"{_path} is in use by another process. Stop that one, choose another folder (Data), or use PostgreSQL (Storage:Provider=Postgres), which several processes can share.",
                inUse);
        }
    }

    public SqliteConnection OpenWriter()
    {
        var connection = Open(SqliteOpenMode.ReadWriteCreate);
        Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -65536");
        return connection;
    }

    public SqliteConnection OpenReader()
    {
        var connection = Open(SqliteOpenMode.ReadWrite);
        Execute(connection, "PRAGMA query_only = ON; PRAGMA cache_size = -16384");
        return connection;
    }

    /// <summary>Applies the missing scripts, all or none.</summary>
    public void ApplySchema(SqliteConnection writer)
    {
        Execute(writer, "BEGIN EXCLUSIVE");
        try
        {
            Execute(writer, "CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL)");
            using var current = new SqliteCommand("SELECT coalesce(max(version), 0) FROM schema_versions", writer);
            foreach (var script in SchemaScripts.Missing(SchemaScripts.For(StorageProvider.Sqlite), (long)current.ExecuteScalar()!))
            {
                Execute(writer, script.Sql);
                using var applied = new SqliteCommand("INSERT INTO schema_versions (version, name, applied_at) VALUES ($1, $2, $3)", writer);
                applied.Parameters.AddWithValue("$1", script.Version);
                applied.Parameters.AddWithValue("$2", script.Name);
                applied.Parameters.AddWithValue("$3", Data.Timestamps.ToMicroseconds(clock.GetUtcNow()));
                applied.ExecuteNonQuery();
            }

            Execute(writer, "COMMIT");
        }
        catch
        {
            Execute(writer, "ROLLBACK");
            throw;
        }
    }

    /// <summary>The size of the database.</summary>
    public long Length => new FileInfo(_path).Length;

    public void Dispose() => _lock?.Dispose();

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _path, Mode = mode, Pooling = false }.ToString());
        connection.Open();
        Execute(connection, "PRAGMA busy_timeout = 200; PRAGMA temp_store = MEMORY");
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = new SqliteCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
