using System.Globalization;
using OrleansChat.WebFront.Http.Metrics;

namespace OrleansChat.WebFront.Http.RateLimits;

/// <summary>Applies a contract's published limits and tells of them in the X-RateLimit headers of every limited response.</summary>
internal sealed class RateLimitMiddleware(RequestDelegate next, FixedWindows windows, TimeProvider clock, ChatMetrics metrics, RateLimit general)
{
    /// <summary>The header that says how many requests a window takes.</summary>
    public const string Limit = "X-RateLimit-Limit";

    /// <summary>The header that says how many are left.</summary>
    public const string Remaining = "X-RateLimit-Remaining";

    /// <summary>The header that says when the window ends, in Unix seconds.</summary>
    public const string Reset = "X-RateLimit-Reset";

    /// <summary>Lets pass, or answers 429.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<Unlimited>() is not null)
            return next(context);
        var limit = context.GetEndpoint()?.Metadata.GetMetadata<LimitedBy>()?.Limit ?? general;
        var count = windows.Take(limit, Subject(context, limit.Subject));
        var headers = context.Response.Headers;
        headers[Limit] = Text(limit.Permits);
        headers[Remaining] = Text(count.Remaining);
        headers[Reset] = Text((long)Math.Ceiling((count.Ends - DateTimeOffset.UnixEpoch).TotalSeconds));
        if (count.IsWithin)
            return next(context);
        metrics.Limited(limit.Group);
        headers.RetryAfter = Text(Math.Max(1, (long)Math.Ceiling((count.Ends - clock.GetUtcNow()).TotalSeconds)));
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        return Task.CompletedTask;
    }

    private static string Subject(HttpContext context, RateLimitSubject subject)
        => subject is RateLimitSubject.User && CurrentUser.Of(context) is { } user
            ? user.Id.ToString()
            : ClientAddress.Of(context.Connection.RemoteIpAddress);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
