using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using OrleansChat.Storage.Schema;
using SQLitePCL;

namespace OrleansChat.Storage.Tests.Schema;

/// <summary>A database as an earlier program left it: with its scripts and none of the later ones.</summary>
internal sealed class OlderDatabase : IAsyncDisposable
{
    private readonly DbConnection _connection;
    private readonly StorageProvider _provider;

    private OlderDatabase(DbConnection connection, StorageProvider provider) => (_connection, _provider) = (connection, provider);

    /// <summary>Makes the database that <paramref name="options"/> name, with the scripts before the one of that name.</summary>
    public static async Task<OlderDatabase> CreateAsync(StorageOptions options, string before)
    {
        var older = new OlderDatabase(Connect(options), options.Provider);
        await older._connection.OpenAsync();
        await older.ExecuteAsync("CREATE TABLE schema_versions (version bigint PRIMARY KEY, name text NOT NULL, applied_at bigint NOT NULL)");
        foreach (var script in SchemaScripts.For(options.Provider).TakeWhile(script => !script.Name.EndsWith($"-{before}.sql", StringComparison.Ordinal)))
        {
            await older.ExecuteAsync(script.Sql);
            await older.ExecuteAsync($"INSERT INTO schema_versions (version, name, applied_at) VALUES ({script.Version}, '{script.Name}', 0)");
        }

        return older;
    }

    /// <summary>Runs statements that the program of then would have run.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>An id as SQL.</summary>
    public string Id(Guid id) => _provider == StorageProvider.Sqlite ? $"X'{Convert.ToHexString(id.ToByteArray(bigEndian: true))}'" : $"'{id}'";

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static DbConnection Connect(StorageOptions options)
    {
        if (options.Provider == StorageProvider.Postgres)
            return new NpgsqlConnection(options.ConnectionString + ";Pooling=false");
        Batteries.Init();
        return new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = Path.Combine(options.DataFolder, "orleanschat.db"), Pooling = false }.ToString());
    }
}
