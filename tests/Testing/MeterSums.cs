using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace OrleansChat.Testing;

/// <summary>Adds up what the instruments of a meter factory record, by instrument and by the labels' values.</summary>
public sealed class MeterSums : IDisposable
{
    private readonly ConcurrentDictionary<string, double> _sums = new();
    private readonly MeterListener _listener = new();

    /// <summary>Begins to listen to the instruments of <paramref name="meters"/>, those that there are and those that come.</summary>
    public MeterSums(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>What an instrument recorded in all; or under a label's value only.</summary>
    public double Of(string instrument, string? label = null)
    {
        _listener.RecordObservableInstruments();
        return _sums.Where(sum => sum.Key == instrument || sum.Key.StartsWith($"{instrument} ", StringComparison.Ordinal))
            .Where(sum => label is null || sum.Key.Contains($" {label}", StringComparison.Ordinal))
            .Sum(sum => sum.Value);
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = instrument.Name;
        foreach (var (_, label) in tags)
            key += $" {label}";
        _sums.AddOrUpdate(key, value, (_, sum) => instrument.IsObservable ? value : sum + value);
    }
}
