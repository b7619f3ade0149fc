using Microsoft.AspNetCore.Cors.Infrastructure;
using OrleansChat.WebFront.Http.RateLimits;

namespace OrleansChat.WebFront.Http;

/// <summary>Which web pages of other origins may call; <c>Cors:Origins</c> of the configuration.</summary>
internal static class ChatCors
{
    /// <summary>The configured origins; in Development any page of this machine as well; otherwise none.</summary>
    public static void Allow(CorsPolicyBuilder policy, IConfiguration configuration, IHostEnvironment environment)
    {
        var origins = configuration.GetSection("Cors:Origins").Get<string[]>() ?? [];
        var development = environment.IsDevelopment();
        policy
            .SetIsOriginAllowed(origin => origins.Contains(origin, StringComparer.OrdinalIgnoreCase) || (development && IsLocal(origin)))
            .AllowAnyHeader()
            .AllowAnyMethod()
            .AllowCredentials()
            .WithExposedHeaders(
                RequestIdMiddleware.Header, RateLimitMiddleware.Limit, RateLimitMiddleware.Remaining, RateLimitMiddleware.Reset, "Retry-After", "Location",
                "API-Version", "ETag", "Content-Range", "Accept-Ranges", "Content-Disposition")
            .SetPreflightMaxAge(TimeSpan.FromMinutes(10));
    }

    private static bool IsLocal(string origin) => Uri.TryCreate(origin, UriKind.Absolute, out var url) && url.IsLoopback;
}
