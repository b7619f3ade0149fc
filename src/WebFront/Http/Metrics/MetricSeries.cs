namespace OrleansChat.WebFront.Http.Metrics;

/// <summary>
/// What an instrument records under one set of labels: a sum and, for a histogram, how many fell into each bucket. Each processor
/// has cells of its own, far enough apart that adding on one does not slow another; they are added up when somebody reads.
/// </summary>
/// <param name="labels">The labels as they are written.</param>
/// <param name="bounds">Upper bounds of a histogram's buckets, ascending; empty for what is no histogram.</param>
internal sealed class MetricSeries(string labels, double[] bounds)
{
    /// <summary>Cells of eight bytes in two cache lines: processors fetch lines in pairs.</summary>
    private const int Apart = 16;

    private static readonly int Stripes = (int)Math.Min(8, System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount));

    private readonly int _stride = Pad(bounds.Length == 0 ? 1 : bounds.Length + 2);

    /// <summary>By stripe: the bits of the sum, then a count by bucket.</summary>
    private readonly long[] _cells = new long[Stripes * Pad(bounds.Length == 0 ? 1 : bounds.Length + 2)];

    /// <summary>Adds a measurement.</summary>
    public void Add(double value)
    {
        var start = (Thread.GetCurrentProcessorId() & (Stripes - 1)) * _stride;
        AddTo(ref _cells[start], value);
        if (bounds.Length > 0)
            Interlocked.Increment(ref _cells[start + 1 + BucketOf(value)]);
    }

    /// <summary>The value is this now.</summary>
    public void Replace(double value) => Interlocked.Exchange(ref _cells[0], BitConverter.DoubleToInt64Bits(value));

    /// <summary>What was recorded so far.</summary>
    public MetricSample Sample()
    {
        var sum = 0.0;
        var buckets = new MetricBucket[bounds.Length == 0 ? 0 : bounds.Length + 1];
        for (var start = 0; start < _cells.Length; start += _stride)
        {
            sum += BitConverter.Int64BitsToDouble(Interlocked.Read(ref _cells[start]));
            for (var i = 0; i < buckets.Length; i++)
            {
                var bound = i < bounds.Length ? bounds[i] : double.PositiveInfinity;
                buckets[i] = new MetricBucket(bound, buckets[i].Count + Interlocked.Read(ref _cells[start + 1 + i]));
            }
        }

        return new MetricSample(labels, sum, buckets);
    }

    private static int Pad(int cells) => (cells + Apart - 1) / Apart * Apart;

    private static void AddTo(ref long cell, double value)
    {
        var seen = Interlocked.Read(ref cell);
        while (true)
        {
            var found = Interlocked.CompareExchange(ref cell, BitConverter.DoubleToInt64Bits(BitConverter.Int64BitsToDouble(seen) + value), seen);
            if (found == seen)
                return;
            seen = found;
        }
    }

    private int BucketOf(double value)
    {
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket])
            bucket++;
        return bucket;
    }
}
