using System.Diagnostics.Metrics;

namespace OrleansChat.WebFront.Http.Metrics;

/// <summary>The buckets of the front's histograms.</summary>
internal static class MetricBuckets
{
    /// <summary>Seconds, from a millisecond to ten seconds.</summary>
    public static InstrumentAdvice<double> Seconds { get; } = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };
}
