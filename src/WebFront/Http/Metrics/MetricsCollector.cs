using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace OrleansChat.WebFront.Http.Metrics;

/// <summary>
/// Listens to our own meters and adds up what its instruments record, by instrument and labels. Recording takes no lock and, once
/// a set of labels is known, no memory.
/// </summary>
internal sealed class MetricsCollector : IDisposable
{
    /// <summary>What the names of our meters begin with.</summary>
    public const string Meters = "OrleansChat";

    private readonly ConcurrentDictionary<Instrument, MetricFamilySeries> _families = new();
    private readonly MeterListener _listener = new();
    private readonly Lock _reading = new();

    /// <summary>Starts to listen to the instruments of <paramref name="meters"/>, and of no other application in this process.</summary>
    public MetricsCollector(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith(Meters, StringComparison.Ordinal) && ReferenceEquals(instrument.Meter.Scope, meters))
                listener.EnableMeasurementEvents(instrument, _families.GetOrAdd(instrument, static known => new MetricFamilySeries(known)));
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((MetricFamilySeries)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((MetricFamilySeries)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((MetricFamilySeries)family!).Record(value, tags));
        _listener.Start();
    }

    /// <summary>The instruments that are listened to.</summary>
    public IEnumerable<Instrument> Instruments => _families.Keys;

    /// <summary>Everything as it is now, by instrument.</summary>
    public IReadOnlyList<MetricFamily> Read()
    {
        lock (_reading)
        {
            foreach (var family in _families.Values)
                family.ForgetObserved();
            _listener.RecordObservableInstruments();
            return [.. _families.Values.Select(family => family.Read()).Where(family => family.Samples.Count > 0).OrderBy(family => family.Instrument.Name, StringComparer.Ordinal)];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}

/// <summary>An instrument and what it recorded.</summary>
internal sealed record MetricFamily(Instrument Instrument, IReadOnlyList<MetricSample> Samples);

/// <summary>What an instrument recorded under some labels.</summary>
/// <param name="Labels">The labels in braces; empty for none.</param>
/// <param name="Sum">How much in all; of an instrument that is observed, the last value.</param>
/// <param name="Buckets">Of a histogram, how many were at most the bound and more than the one before; the last has no bound. Empty for others.</param>
internal sealed record MetricSample(string Labels, double Sum, IReadOnlyList<MetricBucket> Buckets);

/// <summary>A bucket of a histogram: its upper bound, and how many measurements fell into it alone.</summary>
internal readonly record struct MetricBucket(double Bound, long Count);
