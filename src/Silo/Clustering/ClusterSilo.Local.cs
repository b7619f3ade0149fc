using Orleans.Hosting;
using Orleans.Runtime;
using OrleansChat.WebFront.Cluster;

namespace OrleansChat.Silo.Clustering;

/// <summary>Makes a silo one of a cluster.</summary>
internal static class ClusterSilo
{
    /// <summary>There are no clusters.</summary>
    /// <exception cref="OrleansConfigurationException">Always.</exception>
    public static void UseCluster(this ISiloBuilder silo, ChatClusterOptions cluster) => throw new OrleansConfigurationException(
        $"Cluster:Mode={cluster.Mode} needs the real Orleans: this build carries src/Orleans.Local, which is one process. Start it as Embedded, or build with OrleansRuntime=Microsoft.");
}
