using System.Diagnostics.Metrics;

namespace OrleansChat.Storage;

/// <summary>The buckets of the histograms of silos.</summary>
public static class StorageBuckets
{
    /// <summary>Seconds, from a tenth of a millisecond to ten seconds.</summary>
    public static InstrumentAdvice<double> Seconds { get; } = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };
}
