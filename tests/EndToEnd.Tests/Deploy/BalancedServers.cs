using OrleansChat.Testing;

namespace OrleansChat.EndToEnd.Tests.Deploy;

/// <summary>
/// Two real servers behind the load balancer of deploy/haproxy, which know nothing of each other, so that a request that goes to the wrong
/// one fails. The first has its users in PostgreSQL and is not ready without it.
/// </summary>
public sealed class BalancedServers : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private ServerProcess? _first;
    private ServerProcess? _second;
    private HaproxyProcess? _haproxy;
    private string _missing = HaproxyProcess.Missing;

    /// <summary>The database of the first.</summary>
    internal PostgresServer? Postgres { get; private set; }

    /// <summary>What clients connect to.</summary>
    internal HaproxyProcess Haproxy => _haproxy!;

    /// <summary>The server that the load balancer calls by that name.</summary>
    internal ServerProcess this[string front] => (front == "front1" ? _first : _second)!;

    public async ValueTask InitializeAsync()
    {
        if (!HaproxyProcess.IsInstalled)
            return;
        (Postgres, _missing) = await PostgresServer.StartAsync();
        if (Postgres is null)
            return;
        _first = await StartAsync("first", "--Storage:Provider=Postgres", $"--Storage:ConnectionString={await Postgres.CreateDatabaseAsync()}");
        _second = await StartAsync("second");
        _haproxy = await HaproxyProcess.StartAsync(_first.Url, _second.Url);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in new IAsyncDisposable?[] { _haproxy, _first, _second, Postgres })
            await (part?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Dispose();
    }

    /// <summary>Skips a test that needs what is not installed; fails it where everything has to be.</summary>
    internal void Require()
    {
        Assert.True(_haproxy is not null || Environment.GetEnvironmentVariable("CI") != "true", _missing);
        Assert.SkipWhen(_haproxy is null, _missing);
    }

    private Task<ServerProcess> StartAsync(string name, params string[] arguments) => ServerProcess.StartAsync(
        Path.Combine(_folder.Path, name), FreePort.Next(), ["--RateLimits:Enabled=false", "--Accounts:PasswordIterations=1000", .. arguments]);
}
