using System.Net;
using Orleans.Configuration;
using Orleans.Hosting;
using OrleansChat.Storage;
using OrleansChat.Storage.Clusters;
using OrleansChat.WebFront.Cluster;
using StackExchange.Redis;

namespace OrleansChat.Silo.Clustering;

/// <summary>Makes a silo one of a cluster.</summary>
internal static class ClusterSilo
{
    /// <summary>How often what was written into the membership is read again, should the news of it not have come.</summary>
    private static readonly TimeSpan MembershipRefresh = TimeSpan.FromSeconds(5);

    /// <summary>The longest that activations may take to go when the silo stops.</summary>
    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Membership, endpoints, how a silo that died is noticed, and what is shed under load.</summary>
    public static void UseCluster(this ISiloBuilder silo, ChatClusterOptions cluster)
    {
        silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster.ClusterId, cluster.ServiceId));
        if (cluster.Membership == ClusterMembership.Redis)
        {
            silo.UseRedisClustering(options => options.ConfigurationOptions = ConfigurationOptions.Parse(cluster.RedisConnectionString!));
        }
        else
        {
            silo.AddOrleansTables(cluster.PostgresConnectionString!);
            silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (OrleansTables.Invariant, cluster.PostgresConnectionString!));
        }

        if (cluster.AdvertisedAddress is { Length: > 0 } address)
            silo.ConfigureEndpoints(IPAddress.Parse(address), cluster.SiloPort, cluster.GatewayPort, cluster.ListenOnAnyAddress);
        else
            silo.ConfigureEndpoints(cluster.SiloPort, cluster.GatewayPort, listenOnAnyHostAddress: cluster.ListenOnAnyAddress);

        silo.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = cluster.ProbeTimeout;
            options.NumMissedProbesLimit = cluster.MissedProbes;
            options.TableRefreshTimeout = MembershipRefresh;
        });
        silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = cluster.ResponseTimeout);
        silo.Configure<LoadSheddingOptions>(options =>
        {
            options.LoadSheddingEnabled = true;
            options.CpuThreshold = cluster.SheddingCpu;
            options.MemoryThreshold = cluster.SheddingMemory;
        });
        silo.Configure<GrainCollectionOptions>(options =>
        {
            options.EnableActivationSheddingOnMemoryPressure = cluster.SheddingMemory < 100;
            options.MemoryUsageLimitPercentage = cluster.SheddingMemory;
            options.DeactivationTimeout = LeaveTimeout;
        });
    }
}
