using Orleans.Runtime;

namespace OrleansChat.WebFront.Cluster;

/// <summary>Joins a cluster as its client.</summary>
internal static class ClusterClient
{
    /// <summary>There is no cluster to join.</summary>
    /// <exception cref="OrleansConfigurationException">Always.</exception>
    public static void UseClusterClient(this WebApplicationBuilder builder, ChatClusterOptions cluster)
        => throw new OrleansConfigurationException(
            $"Cluster:Mode={cluster.Mode} needs the real Orleans: this build carries src/Orleans.Local, which is one process. Start it as Embedded, or build with OrleansRuntime=Microsoft.");
}
