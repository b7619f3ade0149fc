using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Http.Metrics;
using OrleansChat.WebFront.Http.RateLimits;
using OrleansChat.WebFront.Operations;

namespace OrleansChat.WebFront.Contracts.Social.Health;

/// <summary><c>/health</c> and <c>/metrics</c>: for machines that watch over this one; no limit applies to them.</summary>
internal static class SocialHealthEndpoints
{
    /// <summary>The routes.</summary>
    public static void MapSocialHealth(this IEndpointRouteBuilder social)
    {
        social.MapGet("/health", GetHealth).WithMetadata(new Unlimited());
        social.MapGet("/health/ready", GetReadiness).WithMetadata(new Unlimited()).Refuses(ChatError.Unavailable);
        social.MapGet("/metrics", GetMetrics).WithMetadata(new Unlimited()).Produces<SocialEnvelope<SocialMetrics>>();
    }

    private static SocialOk<SocialHealth> GetHealth(FrontUptime uptime, TimeProvider clock)
        => SocialAnswer.Ok(new SocialHealth("healthy", clock.GetUtcNow(), (long)uptime.Elapsed.TotalSeconds), "Service is healthy");

    private static async Task<SocialReadinessAnswer> GetReadiness(Readiness readiness, HttpContext context)
        => new(await readiness.AskAsync(context.RequestAborted));

    private static IResult GetMetrics(HttpRequest request, FrontUptime uptime, MetricsPage metrics)
        => MetricsFormat.Of(request) is { } text
            ? metrics.Answer(text)
            : SocialAnswer.Ok(new SocialMetrics(SocialProcess.Current(uptime.Elapsed), SocialRuntime.Current), "Metrics retrieved");
}
