using Orleans.Hosting;
using OrleansChat.Grains;
using OrleansChat.Storage;

namespace OrleansChat.Silo;

/// <summary>How this node takes part in the cluster; section <c>Cluster</c> of the configuration.</summary>
internal static class ChatClustering
{
    /// <summary>Adds the silo. The only mode is <c>Embedded</c>: front and silo in this one process.</summary>
    public static void UseChatClustering(this WebApplicationBuilder builder)
    {
        var mode = builder.Configuration["Cluster:Mode"] ?? "Embedded";
        if (!string.Equals(mode, "Embedded", StringComparison.OrdinalIgnoreCase))
            throw new InvalidOperationException($"Cluster:Mode is '{mode}', but this version runs as 'Embedded' only: front and silo in one process.");

        var siloPort = builder.Configuration.GetValue("Cluster:SiloPort", 11111);
        var gatewayPort = builder.Configuration.GetValue("Cluster:GatewayPort", 30000);
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(siloPort, gatewayPort)
            .AddChatGrainStorage("chat")
            .AddChatReminders()
            .AddChatGrains());
    }
}
