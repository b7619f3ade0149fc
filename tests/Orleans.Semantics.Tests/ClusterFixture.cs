using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime.Hosting;
using Orleans.TestingHost;
using OrleansChat.Semantics.Tests;
using OrleansChat.Semantics.Tests.Activations;
using OrleansChat.Semantics.Tests.Calls;
using OrleansChat.Semantics.Tests.Storage;

[assembly: AssemblyFixture(typeof(ClusterFixture))]

namespace OrleansChat.Semantics.Tests;

/// <summary>The cluster that most tests share, of one silo; each test uses grains of its own.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private readonly TestCluster _cluster = new TestClusterBuilder(1)
        .AddSiloBuilderConfigurator<SiloConfiguration>()
        .AddClientBuilderConfigurator<ClientConfiguration>()
        .Build();

    public IGrainFactory Grains => _cluster.GrainFactory;

    public IClusterClient Client => _cluster.Client;

    public TestCluster Cluster => _cluster;

    public async ValueTask InitializeAsync() => await _cluster.DeployAsync();

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    private sealed class SiloConfiguration : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            siloBuilder.AddMemoryGrainStorageAsDefault();
            siloBuilder.AddMemoryGrainStorage("PubSubStore");
            siloBuilder.Services.AddGrainStorage("conflicting", (_, _) => new ConflictingStorage());
            siloBuilder.AddMemoryStreams("events");
            siloBuilder.UseInMemoryReminderService();
            siloBuilder.Configure<ReminderOptions>(options => options.MinimumReminderPeriod = TimeSpan.FromMilliseconds(100));
            siloBuilder.Configure<GrainCollectionOptions>(options =>
            {
                options.CollectionQuantum = TimeSpan.FromMilliseconds(200);
                options.ClassSpecificCollectionAge[typeof(IdleGrain).FullName!] = TimeSpan.FromMilliseconds(600);
            });
            siloBuilder.AddActivityPropagation();
            siloBuilder.AddIncomingGrainCallFilter<SiloFilter>();
            siloBuilder.AddOutgoingGrainCallFilter<SiloFilter>();
            siloBuilder.Services.AddSingleton<Greeter>();
        }
    }

    private sealed class ClientConfiguration : IClientBuilderConfigurator
    {
        public void Configure(IConfiguration configuration, IClientBuilder clientBuilder) => clientBuilder.AddMemoryStreams("events");
    }
}
