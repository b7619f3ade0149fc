using Orleans.Runtime;
using Orleans.TestingHost;
using OrleansChat.Semantics.Tests.Clusters;

namespace OrleansChat.Semantics.Tests.Management;

public sealed class ManagementTests : IAsyncLifetime
{
    private readonly TestCluster _cluster = new TestClusterBuilder(2).AddSiloBuilderConfigurator<SharedStorageConfiguration>().Build();

    private IManagementGrain Management => _cluster.GrainFactory.GetGrain<IManagementGrain>(0);

    public async ValueTask InitializeAsync() => await _cluster.DeployAsync();

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task The_active_silos_are_those_that_take_requests()
    {
        var expected = _cluster.Silos.ToDictionary(silo => silo.SiloAddress, _ => SiloStatus.Active);
        var active = await EventuallyAsync(hosts => hosts.Count == expected.Count);
        Assert.Equal(expected, active);
        Assert.Equal(expected, await Management.GetHosts().Within());
    }

    [Fact]
    public async Task A_silo_that_was_killed_is_soon_not_active_and_one_that_joins_is()
    {
        var killed = _cluster.SecondarySilos[0];
        await _cluster.KillSiloAsync(killed).Within();
        await EventuallyAsync(hosts => !hosts.ContainsKey(killed.SiloAddress));
        var added = await _cluster.StartAdditionalSiloAsync().Within();
        await EventuallyAsync(hosts => hosts.ContainsKey(added.SiloAddress) && hosts.ContainsKey(_cluster.Primary!.SiloAddress));
    }

    [Fact]
    public async Task Activations_are_counted_by_class_and_silo()
    {
        // Silos of one process may count together, and other clusters of this process with them.
        for (var i = 0; i < 20; i++) await _cluster.GrainFactory.GetGrain<IPlacedGrain>(Guid.NewGuid()).SiloAsync().Within();
        var placed = typeof(PlacedGrain);
        var counts = (await Management.GetSimpleGrainStatistics().Within())
            .Where(count => count.GrainType == $"{placed.FullName},{placed.Assembly.GetName().Name}")
            .ToList();
        Assert.True(counts.Sum(count => count.ActivationCount) >= 20);
        Assert.Equal(_cluster.Silos.Select(silo => silo.SiloAddress).ToHashSet(), counts.Select(count => count.SiloAddress).ToHashSet());

        var one = _cluster.Silos[0].SiloAddress;
        var alone = await Management.GetSimpleGrainStatistics([one]).Within();
        Assert.Equal([one], alone.Select(count => count.SiloAddress).Distinct());
        Assert.Contains(alone, count => count.GrainType == $"{placed.FullName},{placed.Assembly.GetName().Name}");
    }

    /// <summary>A real cluster takes a while to agree on who is there; until then, requests may fail.</summary>
    private Task<Dictionary<SiloAddress, SiloStatus>> EventuallyAsync(Func<Dictionary<SiloAddress, SiloStatus>, bool> condition) => ClusterTests.EventuallyAsync(async () =>
    {
        var hosts = await Management.GetHosts(true);
        return condition(hosts) ? hosts : throw new InvalidOperationException("Not yet.");
    });
}
