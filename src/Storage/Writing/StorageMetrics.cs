using System.Diagnostics.Metrics;

namespace OrleansChat.Storage.Writing;

/// <summary>What storage counts, as the meter <c>OrleansChat.Storage</c>.</summary>
internal sealed class StorageMetrics
{
    private readonly TimeProvider _clock;
    private readonly Histogram<double> _commit;
    private readonly Histogram<int> _group;
    private readonly Histogram<double> _wait;
    private readonly Histogram<double> _read;
    private readonly Counter<long> _writes;
    private readonly Counter<long> _reconnects;

    /// <summary>Makes the instruments.</summary>
    public StorageMetrics(IMeterFactory meters, WriteQueue queue, TimeProvider clock)
    {
        _clock = clock;
        var meter = meters.Create("OrleansChat.Storage");
        _commit = meter.CreateHistogram(
            "orleanschat.storage.commit.seconds", "s", "Time to write one group of the queue and commit it.", tags: null, StorageBuckets.Seconds);
        _group = meter.CreateHistogram(
            "orleanschat.storage.commit.writes", "{write}", "Writes of one commit.", tags: null,
            new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000] });
        _wait = meter.CreateHistogram(
            "orleanschat.storage.wait.seconds", "s", "How long the oldest write of a group had waited when its turn came.", tags: null, StorageBuckets.Seconds);
        _read = meter.CreateHistogram("orleanschat.storage.read.seconds", "s", "Time of one read, its wait for a connection included.", tags: null, StorageBuckets.Seconds);
        _writes = meter.CreateCounter<long>("orleanschat.storage.writes", "{write}", "Writes that were carried out, by outcome.");
        _reconnects = meter.CreateCounter<long>("orleanschat.storage.reconnects", "{connection}", "Times the writer found the database again after it had lost it.");
        meter.CreateObservableGauge("orleanschat.storage.queue.writes", () => queue.Count, "{write}", "Writes that wait.");
        meter.CreateObservableCounter("orleanschat.storage.queue.refused", () => queue.Refused, "{write}", "Writes refused because the queue was full.");
        meter.CreateObservableGauge("orleanschat.storage.queue.bytes", () => queue.HeldBytes, "By", "About the bytes of the writes that wait or are being written.");
    }

    /// <summary>A group is written from now until the result is disposed of.</summary>
    public Commit BeginCommit(List<QueuedWrite> group) => new(this, group);

    /// <summary>A read runs from now until the result is disposed of.</summary>
    public Reading BeginRead() => new(this, _clock.GetTimestamp());

    /// <summary>The database is back.</summary>
    public void Reconnected() => _reconnects.Add(1);

    private void Committed(List<QueuedWrite> group, TimeSpan waited, TimeSpan took)
    {
        var refused = 0;
        foreach (var write in group)
            refused += write.Failed ? 1 : 0;
        _commit.Record(took.TotalSeconds);
        _group.Record(group.Count);
        _wait.Record(waited.TotalSeconds);
        if (group.Count > refused)
            _writes.Add(group.Count - refused, new KeyValuePair<string, object?>("outcome", "stored"));
        if (refused > 0)
            _writes.Add(refused, new KeyValuePair<string, object?>("outcome", "refused"));
    }

    /// <summary>A group that is being written.</summary>
    public readonly struct Commit(StorageMetrics metrics, List<QueuedWrite> group) : IDisposable
    {
        private readonly long _began = metrics._clock.GetTimestamp();
        private readonly System.Diagnostics.Activity? _span = WriteTraces.BeginCommit(group);

        /// <summary>It is durable, or refused.</summary>
        public void Dispose()
        {
            var waited = group.Count == 0 ? TimeSpan.Zero : metrics._clock.GetElapsedTime(group[0].QueuedAt, _began);
            metrics.Committed(group, waited, metrics._clock.GetElapsedTime(_began));
            _span?.Dispose();
        }
    }

    /// <summary>A read that runs.</summary>
    public readonly struct Reading(StorageMetrics metrics, long began) : IDisposable
    {
        /// <summary>It is over.</summary>
        public void Dispose() => metrics._read.Record(metrics._clock.GetElapsedTime(began).TotalSeconds);
    }
}
