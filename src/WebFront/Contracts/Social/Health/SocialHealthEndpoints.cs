using Orleans;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Http.Metrics;
using OrleansChat.WebFront.Http.RateLimits;

namespace OrleansChat.WebFront.Contracts.Social.Health;

/// <summary><c>/health</c> and <c>/metrics</c>: for machines that watch over this one; no limit applies to them.</summary>
internal static partial class SocialHealthEndpoints
{
    private static readonly TimeSpan DatabasePatience = TimeSpan.FromSeconds(3);

    /// <summary>The routes.</summary>
    public static void MapSocialHealth(this IEndpointRouteBuilder social)
    {
        social.MapGet("/health", GetHealth).WithMetadata(new Unlimited());
        social.MapGet("/health/ready", GetReadiness).WithMetadata(new Unlimited()).Refuses(ChatError.Unavailable);
        social.MapGet("/metrics", GetMetrics).WithMetadata(new Unlimited()).Produces<SocialEnvelope<SocialMetrics>>();
    }

    private static SocialOk<SocialHealth> GetHealth(FrontUptime uptime, TimeProvider clock)
        => SocialAnswer.Ok(new SocialHealth("healthy", clock.GetUtcNow(), (long)uptime.Elapsed.TotalSeconds), "Service is healthy");

    private static async Task<SocialReadinessAnswer> GetReadiness(IGrainFactory grains, ILogger<FrontUptime> logger, HttpContext context)
    {
        try
        {
            await grains.Health().PingDatabaseAsync().WaitAsync(DatabasePatience, context.RequestAborted);
            return new(isReady: true);
        }
        catch (Exception unreachable) when (!context.RequestAborted.IsCancellationRequested)
        {
            LogNotReady(logger, unreachable);
            return new(isReady: false);
        }
    }

    private static IResult GetMetrics(HttpRequest request, FrontUptime uptime, MetricsCollector collector)
    {
        var process = SocialProcess.Current(uptime.Elapsed);
        return MetricsFormat.Of(request) is { } text
            ? SocialMetricsText.Answer(text, process, collector)
            : SocialAnswer.Ok(new SocialMetrics(process, SocialRuntime.Current), "Metrics retrieved");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not ready: the database does not answer")]
    private static partial void LogNotReady(ILogger logger, Exception exception);
}
