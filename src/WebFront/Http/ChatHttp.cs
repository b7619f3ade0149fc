using Microsoft.AspNetCore.Http.Features;
using OrleansChat.WebFront.Http.Listeners;
using OrleansChat.WebFront.Http.Metrics;
using OrleansChat.WebFront.Http.Tokens;
using OrleansChat.WebFront.Http.Versions;
using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Http;

/// <summary>What all contracts share of HTTP.</summary>
internal static class ChatHttp
{
    /// <summary>Adds tokens: issued and checked here, refused once their session has ended.</summary>
    public static void AddChatTokens(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(configuration.GetSection(JwtOptions.Section).Get<JwtOptions>() ?? new JwtOptions());
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<ChatTokens>();
        services.AddSingleton<IRevokedSessions, RevokedSessions>();
        services.AddSingleton<IRealtimeAuthenticator, AccessTokenAuthenticator>();
    }

    /// <summary>What every request goes through first: its id, its real address, its contract, other origins, its route.</summary>
    /// <param name="app">The application.</param>
    /// <param name="rest">Where contracts answer requests.</param>
    /// <param name="versions">The versions that are asked for by a header.</param>
    /// <param name="shared">The first segments of paths that mean the same on every port.</param>
    public static void UseChatHttp(this WebApplication app, RestPrefixes rest, IReadOnlyList<HeaderVersion> versions, IReadOnlyList<PathString> shared)
    {
        // Made now: keys are checked before anything listens.
        app.Services.GetRequiredService<SigningKeys>();

        app.UseKnownProxies();
        app.UseMiddleware<RequestIdMiddleware>();
        app.UseMiddleware<RequestMetricsMiddleware>();
        app.UseMiddleware<ContractPortMiddleware>(shared);
        foreach (var version in versions)
            app.UseMiddleware<HeaderVersionMiddleware>(version);
        app.UseMiddleware<HeadMiddleware>(rest);
        app.UseMiddleware<SharedServicesMiddleware>(rest);

        // CORS is not about WebSockets, and a page cannot ask for an upgrade otherwise.
        app.UseWhen(
            context => context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true },
            others => others.UseCors(policy => ChatCors.Allow(policy, app.Configuration, app.Environment)));
        app.UseRouting();

        // SignalR brings the services of ASP.NET Core's authorization, for which the application would add the middleware by
        // itself. Nothing here uses it, and it would keep some memory for every WebSocket. An endpoint that did would fail.
        ((IApplicationBuilder)app).Properties["__AuthorizationMiddlewareSet"] = true;
    }
}
