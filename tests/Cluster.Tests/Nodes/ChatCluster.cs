using Npgsql;
using OrleansChat.Testing;
using OrleansChat.WebFront;

namespace OrleansChat.Cluster.Tests.Nodes;

/// <summary>Where the silos of a cluster find each other.</summary>
public enum Membership
{
    Redis,
    Postgres,
}

/// <summary>
/// Silos, fronts, their PostgreSQL and their Redis: every one a process of its own on 127.0.0.1, configured as in production but
/// for ports, rate limits and the cost of a password. Everything ends with the tests, however those end.
/// </summary>
internal sealed class ChatCluster : IAsyncDisposable
{
    private const int SiloCount = 2;
    private const int FrontCount = 2;
    private const string Secret = "0123456789012345678901234567890123456789";

    private readonly RedisServer? _redis;
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("orleanschat-cluster-");

    private ChatCluster(PostgresServer postgres, string database, RedisServer? redis)
    {
        Postgres = postgres;
        _redis = redis;
        Store = new NpgsqlDataSourceBuilder(database).Build();
        var membership = redis is null ? Membership.Postgres : Membership.Redis;
        var logs = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "cluster-tests", $"{membership}-{Environment.ProcessId}")).FullName;
        var shared = new Dictionary<string, string>
        {
            ["DOTNET_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Storage__Provider"] = "Postgres",
            ["Storage__ConnectionString"] = database,
            ["Cluster__Membership"] = $"{membership}",
            ["Cluster__RedisConnectionString"] = redis?.ConnectionString ?? "",
            ["Cluster__ClusterId"] = $"tests-{Guid.NewGuid():N}",
            ["Cluster__AdvertisedAddress"] = "127.0.0.1",
            ["Jwt__SigningKey"] = Secret,
            ["Secrets__Key"] = Secret,
            ["Jitsi__Secret"] = Secret,
            ["Accounts__PasswordIterations"] = "1000",
            ["RateLimits__Enabled"] = "false",
            ["Data"] = _data.FullName,
        };
        Silos = [.. Enumerable.Range(1, SiloCount).Select(number => NewSilo(number, shared, logs))];
        var ports = Enumerable.Range(1, FrontCount).Select(_ => FreePort.Next()).ToArray();
        FrontUrls = [.. ports.Select(port => new Uri($"http://127.0.0.1:{port}"))];
        Fronts = [.. FrontUrls.Select((url, index) => NewFront(index + 1, url, shared, logs))];
    }

    /// <summary>The silos.</summary>
    public IReadOnlyList<Node> Silos { get; }

    /// <summary>The fronts.</summary>
    public IReadOnlyList<Node> Fronts { get; }

    /// <summary>Where clients reach the fronts.</summary>
    public IReadOnlyList<Uri> FrontUrls { get; }

    /// <summary>The database server.</summary>
    public PostgresServer Postgres { get; }

    /// <summary>The server of the membership.</summary>
    public RedisServer Redis => _redis ?? throw new InvalidOperationException("This cluster's membership is in PostgreSQL.");

    /// <summary>The database, for what tests look up.</summary>
    public NpgsqlDataSource Store { get; }

    /// <summary>All nodes.</summary>
    public IEnumerable<Node> Nodes => Silos.Concat(Fronts);

    /// <summary>Starts everything and waits until all of it is ready.</summary>
    public static async Task<ChatCluster> StartAsync(Membership membership)
    {
        var postgres = await PostgresServer.StartPrivateAsync(StoredMessages.ServerSettings);
        var redis = membership == Membership.Redis ? await RedisServer.StartAsync() : null;
        var cluster = new ChatCluster(postgres, await postgres.CreateDatabaseAsync(), redis);
        try
        {
            await cluster.EnsureUpAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts what an earlier test left down.</summary>
    public async Task EnsureUpAsync()
    {
        foreach (var silo in Silos.Where(silo => !silo.IsUp))
            await silo.StartAsync();
        await Task.WhenAll(Fronts.Where(front => !front.IsUp).Select(front => front.StartAsync()));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
            await node.DisposeAsync();
        await Store.DisposeAsync();
        if (_redis is not null)
            await _redis.DisposeAsync();
        await Postgres.DisposeAsync();
        _data.Delete(recursive: true);
    }

    private static Node NewSilo(int number, Dictionary<string, string> shared, string logs)
    {
        var operations = FreePort.Next();
        string[] arguments = [
            "--Cluster:Mode=Silo",
            $"--Cluster:SiloPort={FreePort.Next()}",
            $"--Cluster:GatewayPort={FreePort.Next()}",
            $"--Listen:Operations={operations}",
        ];
        return new Node($"silo-{number}", "OrleansChat.Silo.dll", arguments, shared, new Uri($"http://127.0.0.1:{operations}/health/ready"), logs);
    }

    private static Node NewFront(int number, Uri url, Dictionary<string, string> shared, string logs)
    {
        // The other contracts are served on this port as well: two fronts must not want the same.
        string[] arguments = ["--Cluster:Mode=Client", .. Front.Contracts.Select(contract => $"--{contract.Key}={(contract.Slug == "social" ? url.Port : 0)}")];
        return new Node($"front-{number}", "OrleansChat.WebFront.dll", arguments, shared, new Uri(url, "/api/v1/health/ready"), logs);
    }
}
