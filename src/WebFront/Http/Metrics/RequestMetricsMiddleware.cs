using System.Collections.Frozen;
using System.Diagnostics;

namespace OrleansChat.WebFront.Http.Metrics;

/// <summary>Counts requests and the time that answers take, by route: what matched none shares one label, so that labels are bounded.</summary>
internal sealed class RequestMetricsMiddleware(RequestDelegate next, ChatMetrics metrics, TimeProvider clock)
{
    private const string NoRoute = "none";

    private static readonly FrozenSet<string> Methods = new[]
    {
        HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete, HttpMethods.Options,
    }.ToFrozenSet();

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
            var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
            var method = route is null ? NoRoute : MethodOf(context.Request);
            if (!context.WebSockets.IsWebSocketRequest)
                metrics.Answered(method, route ?? NoRoute, context.Response.StatusCode, clock.GetElapsedTime(started));
            if (Activity.Current is { Recorded: true } span)
                Describe(span, method, route, context.Response.StatusCode);
        }
    }

    /// <summary>A transport takes requests by whatever method they come: what clients make up is no label.</summary>
    private static string MethodOf(HttpRequest request)
        => HttpMethods.GetCanonicalizedValue(request.Method) is var method && Methods.Contains(method) ? method : "other";

    /// <summary>The request's span is called as the metrics call the request.</summary>
    private static void Describe(Activity span, string method, string? route, int status)
    {
        span.DisplayName = route is null ? method : $"{method} {route}";
        span.SetTag("http.request.method", method).SetTag("http.response.status_code", status);
        if (route is not null)
            span.SetTag("http.route", route);
        if (status >= StatusCodes.Status500InternalServerError)
            span.SetStatus(ActivityStatusCode.Error);
    }
}
