using Npgsql;
using OrleansChat.Storage.Data;
using OrleansChat.Storage.Schema;

namespace OrleansChat.Storage.Postgres;

/// <summary>Brings the schema up to date; processes that start at the same time wait for each other.</summary>
internal static class PostgresSchema
{
    public static async Task ApplyAsync(NpgsqlConnection connection, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT {PostgresLocks.Schema}", cancellationToken);
        await ExecuteAsync(
            connection, "CREATE TABLE IF NOT EXISTS schema_versions (version bigint PRIMARY KEY, name text NOT NULL, applied_at bigint NOT NULL)", cancellationToken);
        await using var current = new NpgsqlCommand("SELECT coalesce(max(version), 0) FROM schema_versions", connection);
        var version = (long)(await current.ExecuteScalarAsync(cancellationToken))!;
        foreach (var script in SchemaScripts.Missing(SchemaScripts.For(StorageProvider.Postgres), version))
        {
            await ExecuteAsync(connection, script.Sql, cancellationToken);
            await using var applied = new NpgsqlCommand("INSERT INTO schema_versions (version, name, applied_at) VALUES ($1, $2, $3)", connection);
            applied.Parameters.Add(new NpgsqlParameter { Value = (long)script.Version });
            applied.Parameters.Add(new NpgsqlParameter { Value = script.Name });
            applied.Parameters.Add(new NpgsqlParameter { Value = Timestamps.ToMicroseconds(clock.GetUtcNow()) });
            await applied.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
