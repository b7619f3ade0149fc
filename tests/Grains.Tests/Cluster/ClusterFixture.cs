using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Hosting;
using Orleans.Storage;
using Orleans.TestingHost;
using OrleansChat.Grains.Calls;
using OrleansChat.Grains.Presence;
using OrleansChat.Storage;
using OrleansChat.Storage.Accounts;

namespace OrleansChat.Grains.Tests.Cluster;

/// <summary>One silo on a database file of its own, for all tests: each uses fresh keys. The only file that knows how it starts.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private static readonly string Folder = Path.Combine(Path.GetTempPath(), $"orleanschat-grains-{Guid.NewGuid():N}");

    /// <summary>So long that no test comes to its end, however busy the machine.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    private readonly CancellationTokenSource _stopping = new();
    private TestCluster _cluster = null!;
    private Task _renewing = Task.CompletedTask;

    /// <summary>The silo's clock.</summary>
    public static AdjustableTimeProvider Time { get; } = new();

    /// <summary>The accounts that stores were told to forget.</summary>
    public static RecordedDeletions Deletions { get; } = new();

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
            ["Secrets:Key"] = "a key that only tests know, of fifty bytes or nearly",
            ["Outbox:Keep"] = "true",
            ["Presence:CheckPeriod"] = "00:00:01",
            ["Presence:Patience"] = "00:01:00",
        }));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        Service<IOptions<PresenceOptions>>().Value.OfflineGrace = Long;
        Service<IOptions<CallOptions>>().Value.RingTime = Long;
        _renewing = RenewFrontsAsync();
    }

    /// <summary>From now on nobody waits to see whether a user comes back; as long as the result lives.</summary>
    public IDisposable WithoutOfflineGrace()
    {
        var presence = Service<IOptions<PresenceOptions>>().Value;
        presence.OfflineGrace = TimeSpan.Zero;
        return new Undo(() => presence.OfflineGrace = Long);
    }

    /// <summary>Calls that begin from now on ring but for a moment; as long as the result lives.</summary>
    public IDisposable WithShortRinging()
    {
        var calls = Service<IOptions<CallOptions>>().Value;
        calls.RingTime = TimeSpan.FromMilliseconds(200);
        return new Undo(() => calls.RingTime = Long);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _renewing;
        _stopping.Dispose();
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>The leases of the tests' fronts do not run out however long a test takes.</summary>
    private async Task RenewFrontsAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                foreach (var front in TestFront.Living)
                    front.RenewSoon();
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The tests are over.
        }
    }

    private sealed class Undo(Action undo) : IDisposable
    {
        public void Dispose() => undo();
    }

    private sealed class SiloConfigurator : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            Directory.CreateDirectory(Folder);
            siloBuilder.Services.AddSingleton<TimeProvider>(Time);
            siloBuilder.Services.AddChatStorage(new StorageOptions { DataFolder = Folder });
            siloBuilder.Services.AddSingleton<IForgetsAccounts>(Deletions);
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
