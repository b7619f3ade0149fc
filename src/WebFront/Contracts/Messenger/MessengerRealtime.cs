using OrleansChat.WebFront.Contracts.Messenger.Messages;
using OrleansChat.WebFront.Contracts.Messenger.Presence;
using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Contracts.Messenger;

/// <summary>Messenger as transports know it.</summary>
internal static class MessengerRealtime
{
    /// <summary>The property of a frame that names its event or command; the payload's own stand beside it (messenger.md, 8).</summary>
    public const string NameProperty = "type";

    /// <summary>Adds what is asked and said over realtime connections, area by area.</summary>
    public static void AddMessengerRealtime(this IServiceCollection services)
    {
        services.AddSingleton<Deliveries>();
        services.AddSingleton<MessengerEvents>();
        services.AddSingleton<MessengerResume>();
        services.AddSingleton<MessengerCommands>();
        services.AddSingleton<IMessengerCommands, MessengerSessionCommands>();
        services.AddSingleton<IMessengerCommands, MessengerMessageCommands>();
        services.AddSingleton<IMessengerCommands, MessengerPresenceCommands>();
    }

    /// <summary>The contract.</summary>
    public static RealtimeContract Contract(IServiceProvider services) => new(
        MessengerContract.Slug,
        services.GetRequiredService<MessengerEvents>(),
        services.GetRequiredService<MessengerCommands>(),
        MessengerLimits.Commands,
        new MessengerPresenceFilter(),
        Greeting: MessengerEvents.Authenticated,
        Deliveries: services.GetRequiredService<Deliveries>());
}
