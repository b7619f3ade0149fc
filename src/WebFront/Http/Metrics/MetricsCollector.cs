using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace OrleansChat.WebFront.Http.Metrics;

/// <summary>Listens to our own meters and adds up what its instruments record, by instrument and labels.</summary>
internal sealed class MetricsCollector : IDisposable
{
    /// <summary>What the names of our meters begin with.</summary>
    public const string Meters = "OrleansChat";

    private readonly ConcurrentDictionary<(Instrument Instrument, string Labels), Series> _series = new();
    private readonly MeterListener _listener = new();

    /// <summary>Starts to listen to the instruments of <paramref name="meters"/>, and of no other application in this process.</summary>
    public MetricsCollector(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith(Meters, StringComparison.Ordinal) && ReferenceEquals(instrument.Meter.Scope, meters))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Everything as it is now, by instrument.</summary>
    public IEnumerable<MetricFamily> Read()
    {
        _listener.RecordObservableInstruments();
        return _series
            .GroupBy(entry => entry.Key.Instrument)
            .OrderBy(family => family.Key.Name, StringComparer.Ordinal)
            .Select(family => new MetricFamily(
                family.Key,
                [.. family.OrderBy(entry => entry.Key.Labels, StringComparer.Ordinal).Select(entry => entry.Value.Sample(entry.Key.Labels))]));
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        => _series.GetOrAdd((instrument, MetricsText.Labels(tags)), static _ => new Series()).Add(value, replaces: instrument.IsObservable);

    private sealed class Series
    {
        private readonly Lock _lock = new();
        private long _count;
        private double _sum;

        /// <summary>What an observable instrument says replaces what it said before.</summary>
        public void Add(double value, bool replaces)
        {
            lock (_lock)
            {
                _count++;
                _sum = replaces ? value : _sum + value;
            }
        }

        public MetricSample Sample(string labels)
        {
            lock (_lock)
                return new MetricSample(labels, _count, _sum);
        }
    }
}

/// <summary>An instrument and what it recorded.</summary>
internal sealed record MetricFamily(Instrument Instrument, IReadOnlyList<MetricSample> Samples);

/// <summary>What an instrument recorded under some labels: how often, and how much in all.</summary>
internal sealed record MetricSample(string Labels, long Count, double Sum);
