using Npgsql;

namespace OrleansChat.Testing;

/// <summary>
/// A real PostgreSQL for tests: the one that TEST_POSTGRES names, or a private cluster made from the installed binaries, on a free port of
/// 127.0.0.1 with fsync on. A private cluster ends with the process that started it, however that ends.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _connectionString;
    private readonly PostgresCluster? _cluster;

    private PostgresServer(string connectionString, PostgresCluster? cluster) => (_connectionString, _cluster) = (connectionString, cluster);

    /// <summary>Whether this is a cluster of our own, which may be stopped.</summary>
    public bool IsPrivate => _cluster is not null;

    /// <summary>Whether a private server can be started: PostgreSQL is installed.</summary>
    public static bool IsInstalled => PostgresCluster.FindBinaries() is not null;

    /// <summary>Starts or finds a server; null when there is none, with the reason.</summary>
    public static async Task<(PostgresServer? Server, string Reason)> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("TEST_POSTGRES") is { Length: > 0 } configured)
            return (new PostgresServer(configured, null), string.Empty);
        return IsInstalled
            ? (await StartPrivateAsync(), string.Empty)
            : (null, "NO POSTGRESQL: its tests did not run. Set TEST_POSTGRES, or install PostgreSQL (apt-get install postgresql).");
    }

    /// <summary>Starts a private server, with <paramref name="settings"/> (<c>-c name=value …</c>) beside the usual ones.</summary>
    /// <exception cref="InvalidOperationException">PostgreSQL is not installed, or did not start.</exception>
    public static async Task<PostgresServer> StartPrivateAsync(string settings = "")
    {
        var binaries = PostgresCluster.FindBinaries() ?? throw new InvalidOperationException("PostgreSQL is not installed.");
        var cluster = await PostgresCluster.CreateAsync(binaries, FreePort.Next(), settings).WaitAsync(Patience);
        return new PostgresServer($"Host=127.0.0.1;Port={cluster.Port};Username=chat;Database=postgres", cluster);
    }

    /// <summary>Makes an empty database and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test_{Guid.NewGuid():N}";
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'");
        return new NpgsqlConnectionStringBuilder(_connectionString) { Database = name }.ToString();
    }

    /// <summary>Drops a database that <see cref="CreateDatabaseAsync"/> made.</summary>
    public Task DropDatabaseAsync(string connectionString) =>
        ExecuteAsync($"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");

    /// <summary>Cuts all connections to a database, as a failing network or an operator would.</summary>
    public Task CutConnectionsAsync(string connectionString) =>
        ExecuteAsync(
            $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{new NpgsqlConnectionStringBuilder(connectionString).Database}'");

    /// <summary>Stops a private cluster: in good order, or at once without a checkpoint, so that it has to recover.</summary>
    public Task StopAsync(bool immediately = false) => Private.StopAsync(immediately).WaitAsync(Patience);

    /// <summary>Starts it again.</summary>
    public Task StartAgainAsync() => Private.StartAsync().WaitAsync(Patience);

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }

    private PostgresCluster Private => _cluster ?? throw new InvalidOperationException("This server is not ours to stop.");

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
