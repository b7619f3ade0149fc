using Orleans.Runtime;
using OrleansChat.Storage;
using OrleansChat.WebFront;
using OrleansChat.WebFront.Admin.Reports;
using OrleansChat.WebFront.Cluster;
using OrleansChat.WebFront.Operations;

namespace OrleansChat.Silo;

/// <summary>The composition root: front and silo in one process, or a silo of a cluster. Programs and tests start from here.</summary>
public static class ChatHost
{
    /// <summary>How long a silo of a cluster may take to hand over and end; whatever stops it has to give it that time.</summary>
    public static readonly TimeSpan SiloShutdown = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan EmbeddedShutdown = TimeSpan.FromSeconds(8);

    /// <summary>Composes the application; <paramref name="configure"/> may change what was registered before it is built.</summary>
    /// <exception cref="OrleansConfigurationException">Section <c>Cluster</c> cannot work, or not with the storage.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        var cluster = ChatClusterOptions.Of(builder.Configuration);
        var hasFront = cluster.Mode == ClusterMode.Embedded;
        builder.Host.UseDefaultServiceProvider(options => options.ValidateScopes = options.ValidateOnBuild = true);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = hasFront ? EmbeddedShutdown : SiloShutdown);
        builder.Services.AddSingleton(TimeProvider.System);
        var storage = builder.AddChatStorage();
        if (cluster.Mode == ClusterMode.Silo && storage.Provider != StorageProvider.Postgres)
            throw new OrleansConfigurationException("Storage:Provider has to be Postgres with Cluster:Mode=Silo: silos share one database.");
        builder.UseChatClustering(cluster, storage);
        builder.AddChatSecrets();
        builder.Services.AddHostedService<OperatorAccount>();
        if (hasFront)
        {
            builder.ConfigureChatListeners();
            builder.Services.AddChatFront(builder.Configuration);
        }
        else
        {
            builder.AddOperationsEndpoints();
            builder.Services.AddNodeReports();
        }

        configure?.Invoke(builder);

        var app = builder.Build();
        if (hasFront)
            app.MapChatFront();
        else
            app.MapOperationsEndpoints();
        return app;
    }
}
