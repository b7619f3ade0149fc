using OrleansChat.WebFront;

namespace OrleansChat.Silo;

/// <summary>The composition root: front and silo in one process. Programs and tests start from here.</summary>
public static class ChatHost
{
    /// <summary>Composes the application; <paramref name="configure"/> may change what was registered before it is built.</summary>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Host.UseDefaultServiceProvider(options => options.ValidateScopes = options.ValidateOnBuild = true);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(8));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddChatStorage();
        builder.UseChatClustering();
        builder.Services.AddHostedService<OperatorAccount>();
        builder.ConfigureChatListeners();
        builder.Services.AddChatFront(builder.Configuration);
        configure?.Invoke(builder);

        var app = builder.Build();
        app.MapChatFront();
        return app;
    }
}
