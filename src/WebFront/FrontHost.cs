using Orleans.Runtime;
using OrleansChat.WebFront.Cluster;

namespace OrleansChat.WebFront;

/// <summary>The composition root of a front of its own, which joins a cluster as its client.</summary>
public static class FrontHost
{
    /// <summary>Composes the application.</summary>
    /// <exception cref="OrleansConfigurationException">Section <c>Cluster</c> cannot work.</exception>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        var cluster = ChatClusterOptions.Of(builder.Configuration);
        if (cluster.Mode != ClusterMode.Client)
            throw new OrleansConfigurationException($"This program is a front: Cluster:Mode has to be Client, and is {cluster.Mode}.");
        builder.Host.UseDefaultServiceProvider(options => options.ValidateScopes = options.ValidateOnBuild = true);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(8));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.UseClusterClient(cluster);
        builder.ConfigureChatListeners();
        builder.Services.AddChatFront(builder.Configuration);

        var app = builder.Build();
        app.MapChatFront();
        return app;
    }
}
