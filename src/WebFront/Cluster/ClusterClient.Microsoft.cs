using Orleans.Configuration;
using Orleans.Hosting;
using OrleansChat.WebFront.Operations.Tracing;
using StackExchange.Redis;

namespace OrleansChat.WebFront.Cluster;

/// <summary>Joins a cluster as its client.</summary>
internal static class ClusterClient
{
    private static readonly TimeSpan GatewayRefresh = TimeSpan.FromSeconds(5);

    /// <summary>Connects to every silo's gateway, and waits at start until one is there.</summary>
    public static void UseClusterClient(this WebApplicationBuilder builder, ChatClusterOptions cluster) => builder.UseOrleansClient(client =>
    {
        client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster.ClusterId, cluster.ServiceId));
        client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = cluster.ResponseTimeout);
        client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = GatewayRefresh);
        if (cluster.Membership == ClusterMembership.Redis)
            client.UseRedisClustering(options => options.ConfigurationOptions = ConfigurationOptions.Parse(cluster.RedisConnectionString!));
        else
            client.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", cluster.PostgresConnectionString!));
        client.UseConnectionRetryFilter<ClusterWait>();
        if (ChatTracing.IsOn(builder.Configuration))
            client.AddActivityPropagation();
    });
}
