namespace OrleansChat.WebFront.Http.Metrics;

/// <summary>Counts requests and the time that answers take, by route: what matched none shares one label, so that labels are bounded.</summary>
internal sealed class RequestMetricsMiddleware(RequestDelegate next, ChatMetrics metrics, TimeProvider clock)
{
    private const string NoRoute = "none";

    /// <summary>Counts one request. WebSockets are counted as connections instead.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var started = clock.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            if (!context.WebSockets.IsWebSocketRequest)
                Count(context, clock.GetElapsedTime(started));
        }
    }

    private void Count(HttpContext context, TimeSpan took)
    {
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        metrics.Answered(route is null ? NoRoute : context.Request.Method, route ?? NoRoute, context.Response.StatusCode, took);
    }
}
