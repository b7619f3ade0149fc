using OrleansChat.WebFront.Http.Listeners;
using OrleansChat.WebFront.Http.Metrics;
using OrleansChat.WebFront.Http.Tokens;
using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Http;

/// <summary>What all contracts share of HTTP.</summary>
internal static class ChatHttp
{
    /// <summary>Adds tokens: issued and checked here, refused once their session has ended.</summary>
    public static void AddChatTokens(this IServiceCollection services, IConfiguration configuration, string refusalMessage)
    {
        services.AddSingleton(configuration.GetSection("Jwt").Get<JwtOptions>() ?? new JwtOptions());
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<ChatTokens>();
        services.AddSingleton<IRevokedSessions, RevokedSessions>();
        services.AddSingleton<IRealtimeAuthenticator>(provider => new AccessTokenAuthenticator(
            provider.GetRequiredService<ChatTokens>(), provider.GetRequiredService<IRevokedSessions>(), refusalMessage));
    }

    /// <summary>What every request goes through first: its id, its real address, its contract, other origins, its route.</summary>
    /// <param name="app">The application.</param>
    /// <param name="shared">The first segments of paths that mean the same on every port.</param>
    public static void UseChatHttp(this WebApplication app, params IReadOnlyList<PathString> shared)
    {
        // Made now: keys are checked before anything listens.
        app.Services.GetRequiredService<SigningKeys>();

        app.UseKnownProxies();
        app.UseMiddleware<RequestIdMiddleware>();
        app.UseMiddleware<RequestMetricsMiddleware>();
        app.UseMiddleware<ContractPortMiddleware>(shared);
        app.UseMiddleware<HeadMiddleware>();
        app.UseCors(policy => ChatCors.Allow(policy, app.Configuration, app.Environment));
        app.UseRouting();
    }
}
