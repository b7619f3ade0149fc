using OrleansChat.Testing;

namespace OrleansChat.Storage.Tests;

/// <summary>A database that the tests of a class share, each with conversations and users of its own.</summary>
public abstract class StoreFixture : IAsyncLifetime
{
    private StoreUnderTest? _store;

    /// <summary>The open storage. Skips the test where there is no database to test with.</summary>
    public StoreUnderTest Store
    {
        get
        {
            SkipWithoutDatabase();
            return _store!;
        }
    }

    public abstract Task<StorageOptions?> CreateDatabaseAsync();

    public abstract void SkipWithoutDatabase();

    public async ValueTask InitializeAsync()
    {
        if (await CreateDatabaseAsync() is { } options)
            _store = await StoreUnderTest.OpenAsync(options);
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>SQLite files in temporary folders.</summary>
public sealed class SqliteFixture : StoreFixture
{
    private readonly List<string> _folders = [];

    public override Task<StorageOptions?> CreateDatabaseAsync()
    {
        _folders.Add(Directory.CreateTempSubdirectory("orleanschat-sqlite-").FullName);
        return Task.FromResult<StorageOptions?>(new StorageOptions { DataFolder = _folders[^1] });
    }

    public override void SkipWithoutDatabase()
    {
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folders.ForEach(folder => Directory.Delete(folder, recursive: true));
    }
}

/// <summary>Databases on a real PostgreSQL.</summary>
public sealed class PostgresFixture : StoreFixture
{
    private static readonly Lazy<Task<(PostgresServer? Server, string Reason)>> Shared = new(StartAsync);
    private readonly List<string> _databases = [];
    private string _reason = string.Empty;

    public PostgresServer Server { get; private set; } = null!;

    public override async Task<StorageOptions?> CreateDatabaseAsync()
    {
        (var server, _reason) = await Shared.Value;
        if (server is null)
            return null;
        Server = server;
        _databases.Add(await server.CreateDatabaseAsync());
        return new StorageOptions { Provider = StorageProvider.Postgres, ConnectionString = _databases[^1] };
    }

    public override void SkipWithoutDatabase()
    {
        if (_reason.Length == 0)
            return;
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            Assert.Fail(_reason);
        Assert.Skip(_reason);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var database in _databases)
        {
            await Server.DropDatabaseAsync(database);
        }
    }

    private static async Task<(PostgresServer? Server, string Reason)> StartAsync()
    {
        var started = await PostgresServer.StartAsync();
        if (started.Server is { } server)
            AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return started;
    }
}
