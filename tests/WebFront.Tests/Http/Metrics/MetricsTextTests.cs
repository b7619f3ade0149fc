using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using OrleansChat.WebFront.Http.Metrics;

namespace OrleansChat.WebFront.Tests.Http.Metrics;

public sealed class MetricsTextTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly Meter _meter;
    private readonly MetricsCollector _collector;

    public MetricsTextTests()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        _collector = new MetricsCollector(meters);
        _meter = meters.Create("OrleansChat.Test");
    }

    [Fact]
    public void Counters_gauges_and_histograms_are_written_as_prometheus_reads_them()
    {
        var counter = _meter.CreateCounter<long>("a.counter", description: "Counts.");
        counter.Add(2, new KeyValuePair<string, object?>("status", 200));
        counter.Add(1, new KeyValuePair<string, object?>("status", 404));
        counter.Add(3, new KeyValuePair<string, object?>("status", 200));
        var histogram = _meter.CreateHistogram("b.histogram", null, "Times.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.25, 1] });
        foreach (var time in new[] { 0.25, 0.5, 1, 5 })
            histogram.Record(time, new KeyValuePair<string, object?>("of", "x"));
        var observed = 7;
        _meter.CreateObservableGauge("c.gauge", () => observed, description: "Watched.");
        var upDown = _meter.CreateUpDownCounter<long>("d.updown", description: "Up and down.");
        upDown.Add(3);
        upDown.Add(-1);

        _ = Write(openMetrics: false);
        observed = 8;

        Assert.Equal(
            """
            # HELP a_counter_total Counts.
            # TYPE a_counter_total counter
            a_counter_total{status="200"} 5
            a_counter_total{status="404"} 1
            # HELP b_histogram Times.
            # TYPE b_histogram histogram
            b_histogram_bucket{of="x",le="0.25"} 1
            b_histogram_bucket{of="x",le="1"} 3
            b_histogram_bucket{of="x",le="+Inf"} 4
            b_histogram_sum{of="x"} 6.75
            b_histogram_count{of="x"} 4
            # HELP c_gauge Watched.
            # TYPE c_gauge gauge
            c_gauge 8
            # HELP d_updown Up and down.
            # TYPE d_updown gauge
            d_updown 2

            """,
            Write(openMetrics: false));
    }

    [Fact]
    public void OpenMetrics_names_counters_by_their_family_and_says_where_it_ends()
    {
        _meter.CreateCounter<long>("a.counter", description: "Counts.").Add(1);

        Assert.Equal("# HELP a_counter Counts.\n# TYPE a_counter counter\na_counter_total 1\n# EOF\n", Write(openMetrics: true));
    }

    [Fact]
    public void Label_values_are_escaped()
    {
        _meter.CreateCounter<long>("a.counter").Add(1, new KeyValuePair<string, object?>("path", "a\"b\\c\nd"));

        Assert.Contains("""a_counter_total{path="a\"b\\c\nd"} 1""", Write(openMetrics: false), StringComparison.Ordinal);
    }

    [Fact]
    public void Meters_of_other_applications_in_the_process_are_not_heard()
    {
        using var others = new ServiceCollection().AddMetrics().BuildServiceProvider();
        others.GetRequiredService<IMeterFactory>().Create("OrleansChat.Test").CreateCounter<long>("a.counter").Add(1);

        Assert.Empty(_collector.Read());
    }

    public void Dispose()
    {
        _collector.Dispose();
        _services.Dispose();
    }

    private string Write(bool openMetrics) => _collector.Read().Aggregate(new MetricsText(openMetrics), (text, family) => text.Write(family)).End();
}
