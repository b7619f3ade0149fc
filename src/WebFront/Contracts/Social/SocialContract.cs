using OrleansChat.WebFront.Contracts.Social.Auth;
using OrleansChat.WebFront.Contracts.Social.Calls;
using OrleansChat.WebFront.Contracts.Social.Docs;
using OrleansChat.WebFront.Contracts.Social.Groups;
using OrleansChat.WebFront.Contracts.Social.Health;
using OrleansChat.WebFront.Contracts.Social.Messages;
using OrleansChat.WebFront.Contracts.Social.Users;
using OrleansChat.WebFront.Http.Admission;
using OrleansChat.WebFront.Http.Docs;
using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Contracts.Social;

/// <summary>The Social contract: users, messages, groups and calls.</summary>
internal static class SocialContract
{
    /// <summary>Its name in paths and configuration.</summary>
    public const string Slug = "social";

    /// <summary>Where it answers requests, its document included.</summary>
    public const string Rest = $"/{Slug}/api";

    /// <summary>Where its REST part lives.</summary>
    public const string Prefix = $"{Rest}/v1";

    /// <summary>The port that it owns by default.</summary>
    public const int Port = 3000;

    /// <summary>How long its access tokens live.</summary>
    public static readonly TimeSpan AccessLifetime = TimeSpan.FromMinutes(15);

    /// <summary>What its endpoints need.</summary>
    public static void AddSocial(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(configuration.GetSection(JitsiOptions.Section).Get<JitsiOptions>() ?? new JitsiOptions());
        services.AddSingleton<JitsiRooms>();
        services.AddSingleton<SocialEvents>();
        services.AddSingleton<SocialResume>();
        services.AddSingleton<SocialCommands>();
        services.AddDocs(SocialDocs.Document);
    }

    /// <summary>Everything that it answers.</summary>
    public static void MapSocial(this IEndpointRouteBuilder app)
    {
        app.MapGroup(Prefix).MapSocialHealth();
        var social = app.MapGroup(Prefix).Admitted();
        social.MapSocialAuth();
        social.MapSocialUsers();
        social.MapSocialMessages();
        social.MapSocialGroups();
        social.MapSocialCalls();
        app.MapDocs(SocialDocs.Document);
    }

    /// <summary>The contract as transports know it.</summary>
    public static RealtimeContract Realtime(IServiceProvider services)
        => new(Slug, services.GetRequiredService<SocialEvents>(), services.GetRequiredService<SocialCommands>());
}
