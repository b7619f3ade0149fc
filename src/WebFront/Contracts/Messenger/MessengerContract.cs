using OrleansChat.WebFront.Contracts.Messenger.Ai;
using OrleansChat.WebFront.Contracts.Messenger.Auth;
using OrleansChat.WebFront.Contracts.Messenger.Conversations;
using OrleansChat.WebFront.Contracts.Messenger.Docs;
using OrleansChat.WebFront.Contracts.Messenger.Files;
using OrleansChat.WebFront.Contracts.Messenger.Keys;
using OrleansChat.WebFront.Contracts.Messenger.Messages;
using OrleansChat.WebFront.Contracts.Messenger.Users;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Http.Admission;
using OrleansChat.WebFront.Http.Docs;
using OrleansChat.WebFront.Http.Versions;

namespace OrleansChat.WebFront.Contracts.Messenger;

/// <summary>The Messenger contract: contacts, conversations whose content may be encrypted by its clients, calls and files.</summary>
internal static class MessengerContract
{
    /// <summary>Its name in paths and configuration.</summary>
    public const string Slug = "messenger";

    /// <summary>Where its REST part lives.</summary>
    public const string Prefix = $"/{Slug}/v1";

    /// <summary>Where its document is read.</summary>
    public const string DocsPath = $"/{Slug}/docs";

    /// <summary>The port that it owns by default.</summary>
    public const int Port = 3002;

    /// <summary>How long its access tokens live.</summary>
    public static readonly TimeSpan AccessLifetime = TimeSpan.FromHours(1);

    /// <summary>How it says which version answers, and may be asked for it.</summary>
    public static readonly HeaderVersion Version = new(Prefix, "API-Version", "2025-01-15", Except: ["docs", "hub", "ws"]);

    /// <summary>What its endpoints need.</summary>
    public static void AddMessenger(this IServiceCollection services)
    {
        services.AddMessengerRealtime();
        services.AddDocs(MessengerDocs.Document);
    }

    /// <summary>Everything that it answers.</summary>
    public static void MapMessenger(this IEndpointRouteBuilder app)
    {
        var messenger = app.MapGroup(Prefix).Admitted();
        messenger.MapGroup("/auth").LimitedBy(MessengerLimits.Auth).MapMessengerAuth();
        messenger.MapMessengerUsers();
        messenger.MapMessengerContacts();
        messenger.MapMessengerConversations();
        messenger.MapMessengerMessages();
        messenger.MapMessengerKeys();
        app.MapGroup($"{Prefix}/files").MapMessengerFiles();
        app.MapGroup($"{Prefix}/ai").MapMessengerAi();
        app.MapDocs(MessengerDocs.Document);
    }
}
