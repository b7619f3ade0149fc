using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace OrleansChat.Grains.Conversations;

/// <summary>What the grains of conversations need of their silo.</summary>
internal static class ConversationGrains
{
    public static IServiceCollection AddConversationGrains(this IServiceCollection services)
    {
        services.TryAddSingleton<SendMetrics>();
        return services;
    }
}
