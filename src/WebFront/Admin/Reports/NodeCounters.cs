using OrleansChat.Grains.Interfaces.Operations;
using OrleansChat.WebFront.Http.Metrics;

namespace OrleansChat.WebFront.Admin.Reports;

/// <summary>What this process has to do, from what its meters counted since they were read before.</summary>
internal sealed class NodeCounters(MetricsCollector collector, TimeProvider clock)
{
    private Reading _before = new(clock.GetTimestamp(), Environment.CpuUsage.TotalTime, []);

    /// <summary>The load since the call before (or since this was made). One caller at a time.</summary>
    public NodeLoad Read()
    {
        var now = new Reading(clock.GetTimestamp(), Environment.CpuUsage.TotalTime, [.. collector.Read()]);
        var before = _before;
        var seconds = clock.GetElapsedTime(before.At, now.At).TotalSeconds;
        _before = now;

        return new NodeLoad
        {
            Connections = (long)now.Sum("orleanschat.realtime.connections"),
            Sends = PerSecond(reading => reading.Sum("orleanschat.messages.sent", "outcome=\"accepted\"")),
            Deliveries = PerSecond(reading => reading.Sum("orleanschat.realtime.delivered")),
            Requests = PerSecond(reading => reading.Sum("orleanschat.http.requests")),
            Commits = PerSecond(reading => reading.Count("orleanschat.storage.commit.seconds")),
            QueuedBytes = (long)now.Sum("orleanschat.realtime.queued.bytes"),
            Shed = (long)now.Sum("orleanschat.overload.shed"),
            SlowConsumers = (long)now.Sum("orleanschat.realtime.disconnected", "reason=\"too_slow\""),
            Processor = seconds > 0 ? (now.Processor - before.Processor).TotalSeconds / seconds : 0,
            Memory = Environment.WorkingSet,
        };

        double PerSecond(Func<Reading, double> counter) => seconds > 0 ? Math.Max(0, counter(now) - counter(before)) / seconds : 0;
    }

    private sealed record Reading(long At, TimeSpan Processor, IReadOnlyList<MetricFamily> Families)
    {
        /// <summary>What an instrument recorded in all, or under one label.</summary>
        public double Sum(string instrument, string label = "") => Samples(instrument).Where(sample => sample.Labels.Contains(label, StringComparison.Ordinal)).Sum(sample => sample.Sum);

        /// <summary>How often a histogram recorded something.</summary>
        public long Count(string instrument) => Samples(instrument).Sum(sample => sample.Buckets.Sum(bucket => bucket.Count));

        private IEnumerable<MetricSample> Samples(string instrument)
            => Families.Where(family => family.Instrument.Name == instrument).SelectMany(family => family.Samples);
    }
}
