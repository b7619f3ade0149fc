using Microsoft.Extensions.Options;
using OrleansChat.WebFront.Ai.Offline;

namespace OrleansChat.WebFront.Ai;

/// <summary>AI services, for all contracts that have some.</summary>
internal static class AiSetup
{
    /// <summary>Adds the configured server, or what this machine can do by itself.</summary>
    public static void AddAi(this IServiceCollection services)
    {
        services.AddOptions<AiOptions>().BindConfiguration(AiOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<OfflineAi>();
        services.AddSingleton<IAiServices>(provider =>
        {
            var (options, machine) = (provider.GetRequiredService<IOptions<AiOptions>>(), provider.GetRequiredService<OfflineAi>());
            return options.Value.Endpoint is null ? machine : new OpenAiServices(options, machine);
        });
        services.AddSingleton<AiCalls>();
    }
}
