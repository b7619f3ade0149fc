using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Hosting;
using Orleans.Storage;
using Orleans.TestingHost;
using OrleansChat.Storage;

namespace OrleansChat.Grains.Tests.Cluster;

/// <summary>One silo on a database file of its own, for all tests: each uses fresh keys. The only file that knows how it starts.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private static readonly string Folder = Path.Combine(Path.GetTempPath(), $"orleanschat-grains-{Guid.NewGuid():N}");
    private TestCluster _cluster = null!;

    /// <summary>The silo's clock.</summary>
    public static AdjustableTimeProvider Time { get; } = new();

    public IGrainFactory Grains => _cluster.GrainFactory;

    /// <summary>Where grains keep their state.</summary>
    public IGrainStorage GrainStorage => _cluster.GetSiloServiceProvider().GetRequiredKeyedService<IGrainStorage>("chat");

    /// <summary>A service of the silo.</summary>
    public T Service<T>()
        where T : notnull => _cluster.GetSiloServiceProvider().GetRequiredService<T>();

    public async ValueTask InitializeAsync()
    {
        var builder = new TestClusterBuilder(1);
        builder.AddSiloBuilderConfigurator<SiloConfigurator>();
        builder.ConfigureHostConfiguration(configuration => configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            // On the single-process runtime: take messages apart as sending them would.
            ["Orleans:Local:RoundTripMessages"] = "true",
            ["Accounts:PasswordIterations"] = "1000",
            ["Accounts:MaxSessions"] = "3",
            ["Presence:OfflineGrace"] = "00:00:00.300",
            ["Presence:CheckPeriod"] = "00:00:01",
            ["Calls:RingTime"] = "00:00:03",
        }));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private sealed class SiloConfigurator : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            Directory.CreateDirectory(Folder);
            siloBuilder.Services.AddSingleton<TimeProvider>(Time);
            siloBuilder.Services.AddChatStorage(new StorageOptions { DataFolder = Folder });
            siloBuilder.AddChatGrainStorage("chat").AddChatReminders().AddChatGrains();
        }
    }
}

/// <summary>All tests that need the cluster; one at a time, for they share its clock.</summary>
[CollectionDefinition(Name)]
public sealed class ClusterCollection : ICollectionFixture<ClusterFixture>
{
    public const string Name = "cluster";
}

/// <summary>The system's clock, put forward. Timers run as ever.</summary>
public sealed class AdjustableTimeProvider : TimeProvider
{
    private long _ahead;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ahead, time.Ticks);
}
