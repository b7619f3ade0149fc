using Microsoft.Net.Http.Headers;

namespace OrleansChat.WebFront.Http.Metrics;

/// <summary>Which text format a scraper asks for.</summary>
internal static class MetricsFormat
{
    private const string OpenMetrics = "application/openmetrics-text";
    private const string Prometheus = "text/plain";

    /// <summary>The text that the request prefers by its Accept header; null when it names neither format, or JSON before both.</summary>
    public static MetricsText? Of(HttpRequest request)
    {
        foreach (var accepted in request.GetTypedHeaders().Accept.OrderByDescending(type => type.Quality ?? 1))
        {
            if (Is(accepted, OpenMetrics))
                return new MetricsText(openMetrics: true);
            if (Is(accepted, Prometheus))
                return new MetricsText(openMetrics: false);
            if (Is(accepted, "application/json"))
                return null;
        }

        return null;
    }

    private static bool Is(MediaTypeHeaderValue accepted, string type) => accepted.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase);
}
