using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using OrleansChat.WebFront.Admin;
using OrleansChat.WebFront.Ai;
using OrleansChat.WebFront.Contracts.Messenger;
using OrleansChat.WebFront.Contracts.Messenger.Docs;
using OrleansChat.WebFront.Contracts.Social;
using OrleansChat.WebFront.Contracts.Social.Docs;
using OrleansChat.WebFront.Dev;
using OrleansChat.WebFront.Files;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Http.Admission;
using OrleansChat.WebFront.Http.Docs;
using OrleansChat.WebFront.Http.Listeners;
using OrleansChat.WebFront.Http.Metrics;
using OrleansChat.WebFront.Http.RateLimits;
using OrleansChat.WebFront.Operations;
using OrleansChat.WebFront.Processes;
using OrleansChat.WebFront.Realtime;
using OrleansChat.WebFront.Realtime.SignalR;
using OrleansChat.WebFront.Realtime.SocketIO;
using OrleansChat.WebFront.Realtime.WebSockets;

namespace OrleansChat.WebFront;

/// <summary>The front: every contract and every transport, in one list.</summary>
public static class Front
{
    /// <summary>The contracts, in the order of their ports: each is served at the root of its own, and under its name on all of them.</summary>
    public static IReadOnlyList<ContractListener> Contracts { get; } =
    [
        new(SocialContract.Slug, SocialContract.Port),
        new(MessengerContract.Slug, MessengerContract.Port),
    ];

    /// <summary>
    /// Listens on the ports that the contracts own, and for operations where that is configured. What a socket has brought is handled
    /// where it was read, and what is written is sent where it was written, without a further hop between threads: nothing here blocks.
    /// </summary>
    public static void ConfigureChatListeners(this WebApplicationBuilder builder)
    {
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(builder.Configuration, Contracts);
            kestrel.ListenForOperations(builder.Configuration, defaultPort: 0);
        });
    }

    /// <summary>Adds what the front needs.</summary>
    public static IServiceCollection AddChatFront(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddCors();
        services.AddChatTokens(configuration);
        services.AddOperations(configuration);
        services.AddSingleton<ChatMetrics>();
        services.AddAdmission();
        services.AddRateLimits();
        services.AddSingleton<PublicUrls>();
        services.AddProcesses();
        services.AddFiles(configuration);
        services.AddAi();

        services.AddRealtime(configuration);
        services.AddSocketIo();
        services.AddSignalRTransport();
        services.AddWebSocketTransport();

        services.AddSocial(configuration);
        services.AddMessenger();
        services.AddAdminPage();
        return services;
    }

    /// <summary>Maps every contract and every transport.</summary>
    public static WebApplication MapChatFront(this WebApplication app)
    {
        app.MapOperationsEndpoints();
        app.UseChatHttp(
            new RestPrefixes(SocialContract.Rest, MessengerContract.Prefix, MessengerContract.DocsPath),
            [MessengerContract.Version],
            [.. Contracts.Select(contract => contract.Path), AdminPage.Path, .. OutboxPage.Exists(app.Environment) ? [OutboxPage.Path] : Array.Empty<PathString>()]);
        app.UseContract(SocialContract.Slug, SocialContract.Prefix, new SocialErrors(), SocialLimits.General);
        app.UseContract(MessengerContract.Slug, MessengerContract.Prefix, new MessengerErrors(), MessengerLimits.General, MessengerContract.Version);
        app.UseDocs(SocialDocs.Document);
        app.UseDocs(MessengerDocs.Document);

        app.MapSocial();
        var social = app.Guarded(SocialContract.Realtime(app.Services));
        app.MapSocketIo($"/{SocialContract.Slug}/socket.io", social);
        app.MapSignalR($"/{SocialContract.Slug}/hub", social);

        app.MapMessenger();
        var messenger = app.Guarded(MessengerRealtime.Contract(app.Services));
        var frames = new FrameShape(MessengerRealtime.NameProperty);
        app.MapSignalR($"/{MessengerContract.Slug}/hub", messenger);
        app.MapWebSocket($"/{MessengerContract.Slug}/ws", messenger, frames);
        app.MapWebSocket($"/{MessengerContract.Slug}", messenger, frames);
        app.MapAdminPage();
        app.MapOutboxPage();
        return app;
    }

    /// <summary>Where the contracts' own ports are, once the server listens; without those that are switched off.</summary>
    public static IReadOnlyDictionary<string, string> ContractUrls(this WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        return Contracts.Where(contract => ChatListeners.Port(app.Configuration, contract.Slug, contract.DefaultPort) is not null)
            .Zip(addresses).ToDictionary(listening => listening.First.Slug, listening => listening.Second);
    }

    /// <summary>The contract with its commands behind this front's bounds and counters.</summary>
    private static RealtimeContract Guarded(this WebApplication app, RealtimeContract contract)
    {
        var limited = app.Configuration.AppliesRateLimits() ? contract : contract with { CommandLimit = null };
        return limited with { Commands = ActivatorUtilities.CreateInstance<FrontCommands>(app.Services, limited) };
    }
}
