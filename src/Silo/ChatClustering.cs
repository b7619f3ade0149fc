using Orleans.Hosting;
using OrleansChat.Grains;
using OrleansChat.Silo.Clustering;
using OrleansChat.Storage;
using OrleansChat.WebFront.Cluster;
using OrleansChat.WebFront.Operations.Tracing;

namespace OrleansChat.Silo;

/// <summary>Adds the silo to the host.</summary>
internal static class ChatClustering
{
    /// <summary>A silo of its own when embedded, else one of a cluster.</summary>
    public static void UseChatClustering(this WebApplicationBuilder builder, ChatClusterOptions cluster, StorageOptions storage) => builder.UseOrleans(silo =>
    {
        if (cluster.Mode == ClusterMode.Embedded)
            silo.UseLocalhostClustering(cluster.SiloPort, cluster.GatewayPort, serviceId: cluster.ServiceId, clusterId: cluster.ClusterId);
        else
            silo.UseCluster(cluster);
        if (ChatTracing.IsOn(builder.Configuration))
            silo.AddActivityPropagation();
        silo.AddGrainStates(storage);
        silo.AddChatReminders();
        silo.AddChatGrains();
    });
}
