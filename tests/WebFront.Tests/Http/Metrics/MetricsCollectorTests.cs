using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using OrleansChat.WebFront.Http.Metrics;

namespace OrleansChat.WebFront.Tests.Http.Metrics;

public sealed class MetricsCollectorTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly Meter _meter;
    private readonly MetricsCollector _collector;

    public MetricsCollectorTests()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        _collector = new MetricsCollector(meters);
        _meter = meters.Create("OrleansChat.Test");
    }

    [Fact]
    public void Recording_what_was_recorded_before_takes_no_memory()
    {
        var counter = _meter.CreateCounter<long>("counter");
        var histogram = _meter.CreateHistogram("histogram", null, null, null, MetricBuckets.Seconds);
        Record();
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1_000; i++)
            Record();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Record()
        {
            counter.Add(1, new("one", "a"), new("other", "b"));
            histogram.Record(0.1, new KeyValuePair<string, object?>("one", "a"));
        }
    }

    [Fact]
    public void What_several_threads_record_at_once_is_all_there()
    {
        var counter = _meter.CreateCounter<long>("counter");
        var histogram = _meter.CreateHistogram("histogram", null, null, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [1] });

        Parallel.For(0, 8, thread =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                counter.Add(1, new KeyValuePair<string, object?>("thread", thread % 2 == 0 ? "even" : "odd"));
                histogram.Record(thread % 2 == 0 ? 1 : 2);
            }
        });

        Assert.Equal([40_000.0, 40_000.0], Samples("counter").Select(sample => sample.Sum));
        Assert.Equal([40_000L, 40_000L], Assert.Single(Samples("histogram")).Buckets.Select(bucket => bucket.Count));
        Assert.Equal(120_000, Assert.Single(Samples("histogram")).Sum);
    }

    [Fact]
    public void Labels_without_end_share_one_series_that_says_so()
    {
        var counter = _meter.CreateCounter<long>("counter");

        for (var i = 0; i < MetricFamilySeries.MaxSeries + 500; i++)
            counter.Add(1, new KeyValuePair<string, object?>("made.up", $"{i}"));

        var samples = Samples("counter");
        Assert.Equal(MetricFamilySeries.MaxSeries + 1, samples.Count);
        Assert.Equal(500, samples.Single(sample => sample.Labels == MetricFamilySeries.OverflowLabels).Sum);
    }

    [Fact]
    public void What_an_instrument_does_not_name_any_more_is_gone()
    {
        string[] there = ["a", "b"];
        _meter.CreateObservableGauge("gauge", () => there.Select(name => new Measurement<int>(1, new KeyValuePair<string, object?>("name", name))));
        Assert.Equal(2, Samples("gauge").Count);

        there = ["b"];

        Assert.Equal("""{name="b"}""", Assert.Single(Samples("gauge")).Labels);
    }

    [Fact]
    public void A_histogram_has_to_say_what_its_buckets_are()
        => Assert.Throws<InvalidOperationException>(() => _meter.CreateHistogram<double>("histogram"));

    public void Dispose()
    {
        _collector.Dispose();
        _services.Dispose();
    }

    private IReadOnlyList<MetricSample> Samples(string instrument) => _collector.Read().Single(family => family.Instrument.Name == instrument).Samples;
}
