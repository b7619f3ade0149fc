using Orleans.Concurrency;
using Orleans.Runtime;

namespace Orleans.Local;

/// <summary>Looks at the silos of this process. Those that are gone are forgotten at once.</summary>
[StatelessWorker, Reentrant]
internal sealed class ManagementGrain(LocalCluster cluster) : Grain, IManagementGrain
{
    public Task<Dictionary<SiloAddress, SiloStatus>> GetHosts(bool onlyActive = false) =>
        Task.FromResult(cluster.Silos.ToDictionary(silo => silo.Address, _ => SiloStatus.Active));

    public Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics() => Task.FromResult(cluster.Silos.SelectMany(CountsOf).ToArray());

    public Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics(SiloAddress[] hostsIds) =>
        Task.FromResult(cluster.Silos.Where(silo => hostsIds.Contains(silo.Address)).SelectMany(CountsOf).ToArray());

    private static IEnumerable<SimpleGrainStatistic> CountsOf(SiloNode silo) => silo.Activations
        .Where(activation => !activation.IsGone)
        .CountBy(activation => activation.Class.Type)
        .Select(counted => new SimpleGrainStatistic
        {
            GrainType = $"{counted.Key.FullName},{counted.Key.Assembly.GetName().Name}",
            SiloAddress = silo.Address,
            ActivationCount = counted.Value,
        });
}
