using System.Diagnostics;
using System.Diagnostics.Metrics;
using OrleansChat.Storage;

namespace OrleansChat.Grains.Operations;

/// <summary>What a silo counts of its grains, as the meter <c>OrleansChat.Grains</c>. Labels are names of grain classes.</summary>
internal sealed class GrainMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "OrleansChat.Grains";

    private readonly Histogram<double> _calls;

    /// <summary>Makes the instruments.</summary>
    public GrainMetrics(IMeterFactory meters, ActivationCounts activations)
    {
        var meter = meters.Create(MeterName);
        _calls = meter.CreateHistogram(
            "orleanschat.grain.call.seconds",
            "s",
            "Time of a grain's call from its beginning to its answer, what it awaits included, by grain class.",
            tags: null,
            StorageBuckets.Seconds);
        meter.CreateObservableGauge("orleanschat.grain.activations", activations.Observe, "{activation}", "Activations on this silo, by grain class.");
    }

    /// <summary>A call of a grain is over; it began at that timestamp of the stopwatch.</summary>
    public void Called(object grain, long began)
    {
        if (_calls.Enabled)
            _calls.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, new KeyValuePair<string, object?>("grain", grain?.GetType().Name));
    }
}
