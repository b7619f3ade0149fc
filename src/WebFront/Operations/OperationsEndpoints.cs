using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Http.Metrics;
using OrleansChat.WebFront.Operations.Tracing;

namespace OrleansChat.WebFront.Operations;

/// <summary>
/// The operations listener: <c>/health</c> (the process lives), <c>/health/ready</c> (the node can do work) and <c>/metrics</c>, on
/// the port <c>Listen:Operations</c> and for machines that watch over this one. No contract is served there, and it is meant for
/// a network that clients do not reach. Fronts have it by <see cref="Front"/>; a silo without a front adds it by this class.
/// </summary>
public static class OperationsEndpoints
{
    /// <summary>The default port of a silo without a front; fronts have none by default.</summary>
    public const int SiloPort = 9090;

    /// <summary>Adds the operations listener to a node that serves nothing else; with <c>Listen:Operations=0</c> it does not listen at all.</summary>
    public static void AddOperationsEndpoints(this WebApplicationBuilder builder)
    {
        builder.Services.AddOperations(builder.Configuration);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenForOperations(builder.Configuration, SiloPort));
        if (!OperationsListener.IsOn(builder.Configuration, SiloPort))
            builder.Services.AddSilence();
    }

    /// <summary>Answers the operations listener. Runs before everything else that answers.</summary>
    public static void MapOperationsEndpoints(this WebApplication app)
    {
        // Made now, so that they count from the start.
        app.Services.GetRequiredService<MetricsCollector>();
        app.Services.GetRequiredService<FrontUptime>();
        app.UseMiddleware<OperationsMiddleware>();
    }

    /// <summary>Adds what the listener answers with, and the sending of traces; the node has a clock and a grain factory.</summary>
    internal static void AddOperations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddTracing(configuration);
        services.AddMetrics();
        services.AddSingleton<MetricsCollector>();
        services.AddSingleton<MetricsPage>();
        services.AddSingleton<FrontUptime>();
        services.AddSingleton<Readiness>();
    }
}
