using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Hosting;
using OrleansChat.Grains.Accounts;
using OrleansChat.Grains.Calls;
using OrleansChat.Grains.Conversations;
using OrleansChat.Grains.Events;
using OrleansChat.Grains.Files;
using OrleansChat.Grains.Operations;
using OrleansChat.Grains.Outbox;
using OrleansChat.Grains.Presence;

namespace OrleansChat.Grains;

/// <summary>What the grains need of their silo.</summary>
public static class ChatGrains
{
    /// <summary>Registers what the grains need besides storage, area by area: options (validated at start), the clock and what grains share.</summary>
    public static ISiloBuilder AddChatGrains(this ISiloBuilder silo)
    {
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddMetrics();
        silo.Services.TryAddSingleton<ActivationCounts>();
        silo.Services.TryAddSingleton<GrainMetrics>();
        silo.Services.TryAddSingleton<OutboxMetrics>();
        silo.Services.AddAccountGrains().AddPresenceGrains().AddCallGrains().AddConversationGrains().AddFileGrains();
        silo.Services.AddOutboxGrains();
        return silo.AddIncomingGrainCallFilter<GrainCallFilter>();
    }
}
