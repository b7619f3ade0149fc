using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace OrleansChat.WebFront.Http.Metrics;

/// <summary>What one instrument records, by labels. Bounded: labels beyond <see cref="MaxSeries"/> sets share one series that says so.</summary>
internal sealed class MetricFamilySeries(Instrument instrument)
{
    /// <summary>Sets of labels that an instrument may have.</summary>
    public const int MaxSeries = 2_000;

    /// <summary>The labels of what came when there were as many sets as there may be.</summary>
    public const string OverflowLabels = """{overflow="true"}""";

    private readonly double[] _bounds = BoundsOf(instrument);
    private readonly ConcurrentDictionary<MetricTags, MetricSeries> _series = new(MetricTagsComparer.Instance);
    private readonly Lock _adding = new();
    private MetricSeries? _unlabelled;
    private MetricSeries? _overflow;

    /// <summary>Adds a measurement; that of an instrument that is observed replaces the one before.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = tags.IsEmpty ? Volatile.Read(ref _unlabelled) ?? Add(tags) : Find(tags) ?? Add(tags);
        if (instrument.IsObservable)
            series.Replace(value);
        else
            series.Add(value);
    }

    /// <summary>Before the instrument is observed anew: what it does not name any more is gone.</summary>
    public void ForgetObserved()
    {
        if (!instrument.IsObservable)
            return;
        lock (_adding)
        {
            _series.Clear();
            Volatile.Write(ref _unlabelled, null);
            _overflow = null;
        }
    }

    /// <summary>All of it as it is now.</summary>
    public MetricFamily Read()
    {
        var series = _series.Values.ToList();
        if (Volatile.Read(ref _unlabelled) is { } unlabelled)
            series.Add(unlabelled);
        if (Volatile.Read(ref _overflow) is { } overflow)
            series.Add(overflow);
        return new MetricFamily(instrument, [.. series.Select(one => one.Sample()).OrderBy(sample => sample.Labels, StringComparer.Ordinal)]);
    }

    private static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        Histogram<double> or Histogram<long> or Histogram<int> => throw new InvalidOperationException($"{instrument.Name} says nothing of its buckets."),
        _ => [],
    };

    private MetricSeries? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        => _series.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>().TryGetValue(tags, out var series) ? series : null;

    private MetricSeries Add(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_adding)
        {
            if (tags.IsEmpty)
                return _unlabelled ??= new MetricSeries("", _bounds);
            if (Find(tags) is { } known)
                return known;
            if (_series.Count >= MaxSeries)
                return _overflow ??= new MetricSeries(OverflowLabels, _bounds);
            return _series[new MetricTags([.. tags])] = new MetricSeries(MetricsText.Labels(tags), _bounds);
        }
    }
}
