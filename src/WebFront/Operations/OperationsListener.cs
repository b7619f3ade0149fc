using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using OrleansChat.WebFront.Http.Listeners;

namespace OrleansChat.WebFront.Operations;

/// <summary>Marks connections to the operations listener.</summary>
internal sealed class OperationsPort
{
    /// <summary>The mark.</summary>
    public static OperationsPort Mark { get; } = new();
}

/// <summary>The listener of the key <c>Listen:Operations</c>.</summary>
internal static class OperationsListener
{
    private const string Name = "operations";

    /// <summary>Whether the configuration names a port.</summary>
    public static bool IsOn(IConfiguration configuration, int defaultPort) => ChatListeners.Port(configuration, Name, defaultPort) is not null;

    /// <summary>Listens on <c>Listen:Address</c> and <c>Listen:Operations</c>, if that is a port.</summary>
    public static void ListenForOperations(this KestrelServerOptions kestrel, IConfiguration configuration, int defaultPort)
    {
        if (ChatListeners.Port(configuration, Name, defaultPort) is not { } port)
            return;
        ChatListeners.Bound(kestrel);
        kestrel.Listen(ChatListeners.Address(configuration), port, listener => listener.Use(next => connection =>
        {
            connection.Features.Set(OperationsPort.Mark);
            return next(connection);
        }));
    }

    /// <summary>Serves nothing: Kestrel without a listener would choose a port of its own.</summary>
    public static void AddSilence(this IServiceCollection services) => services.AddSingleton<IServer, Silence>();

    private sealed class Silence : IServer
    {
        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
