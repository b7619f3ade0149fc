using System.Diagnostics;
using System.Diagnostics.Metrics;
using OrleansChat.Grains.Operations;
using OrleansChat.Storage;

namespace OrleansChat.Grains.Events;

/// <summary>What a silo counts of what its grains say to fronts.</summary>
internal sealed class OutboxMetrics
{
    private readonly Counter<long> _deliveries;
    private readonly Counter<long> _missed;
    private readonly Counter<long> _failures;
    private readonly UpDownCounter<long> _waiting;
    private readonly Histogram<double> _calls;

    /// <summary>Makes the instruments.</summary>
    public OutboxMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(GrainMetrics.MeterName);
        _deliveries = meter.CreateCounter<long>("orleanschat.fanout.deliveries", "{delivery}", "Deliveries that fronts have taken: one for all of a front's users.");
        _missed = meter.CreateCounter<long>("orleanschat.fanout.missed", "{user}", "Users named to a front because what was for them could not be handed over.");
        _failures = meter.CreateCounter<long>("orleanschat.fanout.failures", "{call}", "Calls that a front did not answer.");
        _waiting = meter.CreateUpDownCounter<long>("orleanschat.fanout.waiting.bytes", "By", "About the bytes of deliveries that wait for fronts.");
        _calls = meter.CreateHistogram(
            "orleanschat.fanout.call.seconds", "s", "Time until a front has taken what it was told in one call.", tags: null, StorageBuckets.Seconds);
    }

    /// <summary>A delivery waits, or waits no more: its bytes are negative then.</summary>
    public void Waits(long bytes) => _waiting.Add(bytes);

    /// <summary>A front took what it was told in a call that began at that timestamp of the stopwatch.</summary>
    public void Heard(int deliveries, int missed, long began)
    {
        _calls.Record(Stopwatch.GetElapsedTime(began).TotalSeconds);
        if (deliveries > 0)
            _deliveries.Add(deliveries);
        if (missed > 0)
            _missed.Add(missed);
    }

    /// <summary>A front did not answer.</summary>
    public void NotHeard() => _failures.Add(1);
}
