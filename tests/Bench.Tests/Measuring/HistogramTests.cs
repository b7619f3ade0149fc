using OrleansChat.Load.Measuring;

namespace OrleansChat.Bench.Tests.Measuring;

public sealed class HistogramTests
{
    private static readonly double[] Parts = [0.5, 0.9, 0.99, 0.999, 1];

    [Fact]
    public void Nothing_recorded_is_nothing()
    {
        var histogram = new Histogram();
        Assert.Equal((0L, 0L, 0d, 0L), (histogram.Count, histogram.Max, histogram.Mean, histogram.Percentile(0.99)));
    }

    [Fact]
    public void Short_durations_are_exact()
    {
        var histogram = new Histogram();
        for (var value = 1; value <= 500; value++)
            histogram.Record(value);
        Assert.Equal([250L, 450, 495, 500, 500], Parts.Select(histogram.Percentile));
    }

    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(2, 1.7)]
    [InlineData(3, 6.0)]
    public void Percentiles_are_within_half_a_percent_of_the_exact_ones(int seed, double spread)
    {
        var random = new Random(seed);
        var values = Enumerable.Range(0, 50_000).Select(_ => (long)Math.Exp(5 + (spread * random.NextDouble() * 3))).ToArray();
        var histogram = new Histogram();
        foreach (var value in values)
            histogram.Record(value);
        Array.Sort(values);
        Assert.All(Parts, part =>
        {
            var exact = values[(int)Math.Ceiling(values.Length * part) - 1];
            Assert.InRange(histogram.Percentile(part), exact * 0.995 - 1, exact * 1.005 + 1);
        });
        Assert.Equal(values[^1], histogram.Max);
        Assert.Equal(values.Average(), histogram.Mean, 3);
    }

    [Fact]
    public void One_outlier_shows_in_the_maximum_and_beyond_its_percentile_only()
    {
        var histogram = new Histogram();
        for (var index = 0; index < 999; index++)
            histogram.Record(100);
        histogram.Record(5_000_000);
        Assert.Equal((100L, 100L, 5_000_000L), (histogram.Percentile(0.99), histogram.Percentile(0.999), histogram.Max));
    }

    [Fact]
    public void What_is_out_of_range_is_recorded_at_its_end()
    {
        var histogram = new Histogram();
        histogram.Record(-5);
        histogram.Record(long.MaxValue);
        Assert.Equal((0L, (1L << 40) - 1), (histogram.Percentile(0.5), histogram.Max));
    }
}
