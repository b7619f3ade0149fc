using Microsoft.Extensions.DependencyInjection;

namespace OrleansChat.Grains.Calls;

/// <summary>What the grains of calls need of their silo.</summary>
internal static class CallGrains
{
    public static IServiceCollection AddCallGrains(this IServiceCollection services)
    {
        services.AddOptions<CallOptions>().BindConfiguration(CallOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services;
    }
}
