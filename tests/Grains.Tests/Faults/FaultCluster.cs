using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;
using OrleansChat.Grains.Tests.Cluster;
using OrleansChat.Storage;
using OrleansChat.Storage.Data;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Grains.Tests.Faults;

/// <summary>
/// Three silos on one database with faults: a SQLite file that they share through one connection (they are one process), or a PostgreSQL
/// to which each connects by itself.
/// </summary>
internal sealed class FaultCluster : IAsyncDisposable
{
    /// <summary>How long a caller waits for an answer. In production twice that.</summary>
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(3);

    private const string Key = "Faults:Cluster";
    private static readonly ConcurrentDictionary<string, FaultCluster> Running = new();

    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly StorageOptions _options;
    private readonly ServiceProvider _store;
    private readonly TestCluster _silos;

    private FaultCluster(StorageOptions options)
    {
        _options = options;
        var services = new ServiceCollection();
        AddStorage(services);
        _store = services.BuildServiceProvider();
        var builder = new TestClusterBuilder(3);
        builder.AddSiloBuilderConfigurator<SiloConfigurator>();
        builder.AddClientBuilderConfigurator<ClientConfigurator>();
        builder.ConfigureHostConfiguration(configuration => configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [Key] = _id,
            ["Orleans:Local:RoundTripMessages"] = "true",
            ["Accounts:PasswordIterations"] = "1000",
        }));
        _silos = builder.Build();
    }

    public StoreFaults Faults { get; } = new();

    public IGrainFactory Grains => _silos.GrainFactory;

    /// <summary>What is stored.</summary>
    public IMessageReader Stored => _store.GetRequiredService<IMessageReader>();

    /// <summary>The database, without faults. SQLite: the one that all silos share.</summary>
    public IDatabase Database => _store.GetRequiredKeyedService<IDatabase>(_id);

    /// <summary>A service of the store that all silos share.</summary>
    public T Service<T>()
        where T : notnull => _store.GetRequiredService<T>();

    private bool IsShared => _options.Provider == StorageProvider.Sqlite;

    public static async Task<FaultCluster> StartAsync(StorageOptions? options = null)
    {
        var cluster = new FaultCluster(options ?? new StorageOptions { DataFolder = Directory.CreateTempSubdirectory("orleanschat-faults-").FullName });
        Running[cluster._id] = cluster;
        await cluster._store.GetRequiredService<IStorageInitializer>().InitializeAsync();
        await cluster._silos.DeployAsync();
        return cluster;
    }

    /// <summary>The silo that a grain is active on; null where that is none.</summary>
    public SiloHandle? SiloOf(IAddressable grain) => _silos.TryGetGrainContext(grain.GetGrainId(), out var context)
        ? _silos.GetSiloForAddress(context.ActivationServices.GetRequiredService<ILocalSiloDetails>().SiloAddress)
        : null;

    /// <summary>A silo that may go: the first one keeps the list of silos on the real runtime.</summary>
    public SiloHandle AnySecondary() => _silos.SecondarySilos[0];

    /// <summary>Whether a silo may go.</summary>
    public bool IsSecondary(SiloHandle? silo) => silo is not null && silo != _silos.Primary;

    public Task KillAsync(SiloHandle silo) => _silos.KillSiloAsync(silo);

    /// <summary>Stops a silo in good order.</summary>
    public Task DrainAsync(SiloHandle silo) => _silos.StopSiloAsync(silo);

    /// <summary>
    /// Another silo, on a port that no silo had before: on the real runtime, calls are lost for some seconds where a silo takes the place of one
    /// that has just died.
    /// </summary>
    public Task AddSiloAsync() => _silos.StartAdditionalSiloAsync(startAdditionalSiloOnNewPort: true);

    public async ValueTask DisposeAsync()
    {
        await _silos.StopAllSilosAsync();
        await _silos.DisposeAsync();
        await _store.DisposeAsync();
        Running.TryRemove(_id, out _);
        if (IsShared)
            Directory.Delete(_options.DataFolder, recursive: true);
    }

    /// <summary>The storage of a host, with faults between it and its database.</summary>
    private void AddStorage(IServiceCollection services)
    {
        services.AddChatStorage(_options);
        Decorate<IDatabase>(services, (inner, _) => new FaultyDatabase(inner, Faults));
        Decorate<IMessageLog>(services, (inner, _) => new FaultyLog(inner, Faults));
    }

    private void Decorate<T>(IServiceCollection services, Func<T, IServiceProvider, T> decorate)
        where T : class
    {
        var registered = services.Single(service => service.ServiceType == typeof(T) && !service.IsKeyedService);
        services.Remove(registered);
        services.AddKeyedSingleton(_id, (provider, _) => (T)(registered.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, registered.ImplementationType!)));
        services.AddSingleton(provider => decorate(provider.GetRequiredKeyedService<T>(_id), provider));
    }

    private void Configure(ISiloBuilder silo)
    {
        if (IsShared)
            silo.Services.Share(_store);
        else
            AddStorage(silo.Services);
        silo.AddChatGrainStorage("chat").AddChatReminders().AddChatGrains();
        silo.Services.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = ResponseTimeout);
#if !ORLEANS_LOCAL
        silo.Services.Configure<ClusterMembershipOptions>(options => (options.ProbeTimeout, options.NumMissedProbesLimit) = (TimeSpan.FromSeconds(1), 3));
#endif
    }

    private sealed class SiloConfigurator : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder) => Running[siloBuilder.Configuration[Key]!].Configure(siloBuilder);
    }

    private sealed class ClientConfigurator : IClientBuilderConfigurator
    {
        public void Configure(IConfiguration configuration, IClientBuilder clientBuilder) =>
            clientBuilder.Services.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = ResponseTimeout);
    }
}
