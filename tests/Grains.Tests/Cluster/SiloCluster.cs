using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;
using OrleansChat.Storage;

namespace OrleansChat.Grains.Tests.Cluster;

/// <summary>Three silos on one database, which they share because they are one process. Tests kill some.</summary>
public abstract class SiloCluster : IAsyncLifetime
{
    /// <summary>How long a caller waits for an answer, as in production.</summary>
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(6);

    private static ServiceProvider _storage = null!;

    private readonly string _folder = Directory.CreateTempSubdirectory("orleanschat-silos-").FullName;

    /// <summary>The silos.</summary>
    protected TestCluster Cluster { get; private set; } = null!;

    /// <summary>The cluster's client.</summary>
    protected IGrainFactory Grains => Cluster.GrainFactory;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _storage = new ServiceCollection().AddChatStorage(new StorageOptions { DataFolder = _folder }).BuildServiceProvider();
        await _storage.GetRequiredService<IStorageInitializer>().InitializeAsync();
        var builder = new TestClusterBuilder(3);
        builder.AddSiloBuilderConfigurator<SiloConfigurator>();
        builder.AddClientBuilderConfigurator<ClientConfigurator>();
        builder.ConfigureHostConfiguration(configuration => configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Orleans:Local:RoundTripMessages"] = "true",
            ["Accounts:PasswordIterations"] = "1000",
        }));
        Cluster = builder.Build();
        await Cluster.DeployAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Cluster.StopAllSilosAsync();
        await Cluster.DisposeAsync();
        await _storage.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The silo that a grain is active in; null where that is none.</summary>
    protected SiloAddress? SiloOf(IAddressable grain) => Cluster.TryGetGrainContext(grain.GetGrainId(), out var context)
        ? context.ActivationServices.GetRequiredService<ILocalSiloDetails>().SiloAddress
        : null;

    /// <summary>Kills the silo at an address.</summary>
    protected Task KillAsync(SiloAddress? silo) => Cluster.KillSiloAsync(Cluster.Silos.Single(handle => handle.SiloAddress == silo));

    /// <summary>Makes things until one of them is as it has to be.</summary>
    protected static async Task<T> FindAsync<T>(Func<Task<T>> make, Func<T, bool> fits)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var made = await make();
            if (fits(made))
                return made;
        }

        throw new InvalidOperationException("None of a hundred was as it had to be.");
    }

    /// <summary>Asks until there is an answer: a cluster takes a while to agree on who is gone.</summary>
    protected static async Task<T> AnsweredAsync<T>(Func<Task<T>> call)
    {
        var clock = Stopwatch.StartNew();
        using var tries = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            try
            {
                return await call();
            }
            catch (Exception) when (clock.Elapsed < TimeSpan.FromMinutes(1))
            {
                await tries.WaitForNextTickAsync();
            }
        }
    }

    /// <summary>Waits until something is so.</summary>
    protected static Task UntilAsync(Func<Task<bool>> condition) => AnsweredAsync(async () =>
        await condition() ? true : throw new InvalidOperationException("It is not so."));

    private sealed class SiloConfigurator : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            siloBuilder.Services.Share(_storage);
            siloBuilder.AddChatGrainStorage("chat").AddChatReminders().AddChatGrains();
            siloBuilder.Services.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = ResponseTimeout);
#if !ORLEANS_LOCAL
            siloBuilder.Services.Configure<ClusterMembershipOptions>(options => (options.ProbeTimeout, options.NumMissedProbesLimit) = (TimeSpan.FromSeconds(1), 3));
#endif
        }
    }

    private sealed class ClientConfigurator : IClientBuilderConfigurator
    {
        public void Configure(IConfiguration configuration, IClientBuilder clientBuilder) =>
            clientBuilder.Services.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = ResponseTimeout);
    }
}
