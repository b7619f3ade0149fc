using OrleansChat.WebFront.Realtime.Resuming;

namespace OrleansChat.WebFront.Realtime;

/// <summary>What all transports share: who is connected here, and this front's ears.</summary>
internal static class RealtimeSetup
{
    /// <summary>Adds the registry, the relay and this front's place in the cluster.</summary>
    public static IServiceCollection AddRealtime(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RealtimeOptions>().Bind(configuration.GetSection(RealtimeOptions.Section));
        services.AddMetrics();
        services.AddSingleton<RealtimeMetrics>();
        services.AddSingleton<Arrivals>();
        services.AddSingleton<ConnectionRegistry>();
        services.AddSingleton<IConnectionRegistry>(provider => provider.GetRequiredService<ConnectionRegistry>());
        services.AddSingleton<LapsedSessions>();
        services.AddSingleton<LostEvents>();
        services.AddSingleton<ResumeReader>();
        services.AddHostedService<FrontPresence>();
        return services;
    }
}
