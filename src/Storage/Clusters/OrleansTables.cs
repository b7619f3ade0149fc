using System.Reflection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using OrleansChat.Storage.Postgres;

namespace OrleansChat.Storage.Clusters;

/// <summary>The tables that Orleans' ADO.NET providers need, made before the silo starts. Silos that start at once wait for each other.</summary>
public sealed class OrleansTables(string connectionString, TimeProvider clock) : IHostedLifecycleService
{
    /// <summary>The name by which Orleans' ADO.NET providers know PostgreSQL.</summary>
    public const string Invariant = "Npgsql";

    /// <summary>The database that the tables are in.</summary>
    public string ConnectionString { get; } = connectionString;

    /// <summary>The connection string for the provider of grain states: pooled, statements prepared, every step bounded in time.</summary>
    public static string ForGrainStates(string configured) => PostgresConnectionStrings.ForPool(configured, "orleanschat states");

    /// <summary>Makes what is missing; waits some seconds for a database that is starting.</summary>
    /// <exception cref="StorageStartupException">The database cannot be used.</exception>
    public Task StartingAsync(CancellationToken cancellationToken) => PostgresStart.RetryAsync(ApplyAsync, clock, cancellationToken);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task ApplyAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(PostgresConnectionStrings.ForPool(ConnectionString));
        await connection.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync($"SELECT {PostgresLocks.OrleansTables}");
        await ExecuteAsync(Script());
        await transaction.CommitAsync(cancellationToken);

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static string Script()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("OrleansTables.sql")!);
        return reader.ReadToEnd();
    }
}
