using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace OrleansChat.Grains.Presence;

/// <summary>What the grains of presence need of their silo, and all that speak to fronts.</summary>
internal static class PresenceGrains
{
    public static IServiceCollection AddPresenceGrains(this IServiceCollection services)
    {
        services.AddOptions<PresenceOptions>().BindConfiguration(PresenceOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<FrontRoster>();
        return services.AddHostedService(static provider => provider.GetRequiredService<FrontRoster>());
    }
}
