using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Hosting;
using OrleansChat.Grains.Accounts;
using OrleansChat.Grains.Calls;
using OrleansChat.Grains.Conversations;
using OrleansChat.Grains.Events;
using OrleansChat.Grains.Operations;
using OrleansChat.Grains.Presence;

namespace OrleansChat.Grains;

/// <summary>What the grains need of their silo.</summary>
public static class ChatGrains
{
    /// <summary>Registers what the grains need besides storage: options (validated at start), the clock, passwords and the list of fronts.</summary>
    public static ISiloBuilder AddChatGrains(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<AccountOptions>().BindConfiguration("Accounts").ValidateDataAnnotations().ValidateOnStart();
        silo.Services.AddOptions<PresenceOptions>().BindConfiguration("Presence").ValidateDataAnnotations().ValidateOnStart();
        silo.Services.AddOptions<CallOptions>().BindConfiguration("Calls").ValidateDataAnnotations().ValidateOnStart();
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.TryAddSingleton<Passwords>();
        silo.Services.TryAddSingleton<FrontRoster>();
        silo.Services.AddHostedService(static services => services.GetRequiredService<FrontRoster>());
        silo.Services.AddMetrics();
        silo.Services.TryAddSingleton<ActivationCounts>();
        silo.Services.TryAddSingleton<GrainMetrics>();
        silo.Services.TryAddSingleton<OutboxMetrics>();
        silo.Services.TryAddSingleton<SendMetrics>();
        return silo.AddIncomingGrainCallFilter<GrainCallFilter>();
    }
}
