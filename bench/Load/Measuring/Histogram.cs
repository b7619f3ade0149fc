using System.Numerics;

namespace OrleansChat.Load.Measuring;

/// <summary>
/// Durations in microseconds, counted in buckets whose width grows with their value (as HdrHistogram does): exact up to 511 µs, within
/// 0.4 % beyond, up to 12 days; the same memory however many are recorded.
/// </summary>
internal sealed class Histogram
{
    private const int SubBits = 8;
    private const int Exact = 2 << SubBits;
    private const int MaxBits = 40;

    private readonly long[] _counts = new long[(MaxBits - SubBits + 1) << SubBits];
    private double _sum;

    /// <summary>How many were recorded.</summary>
    public long Count { get; private set; }

    /// <summary>The largest, exactly; 0 when there is none.</summary>
    public long Max { get; private set; }

    /// <summary>The mean; 0 when there is none.</summary>
    public double Mean => Count == 0 ? 0 : _sum / Count;

    /// <summary>Counts a duration; a negative one (a clock's granularity) as 0.</summary>
    public void Record(long microseconds)
    {
        var value = Math.Clamp(microseconds, 0, (1L << MaxBits) - 1);
        _counts[IndexOf(value)]++;
        Count++;
        _sum += value;
        Max = Math.Max(Max, value);
    }

    /// <summary>The smallest duration that at least this part (0.99) of all does not exceed; 0 when there is none.</summary>
    public long Percentile(double part)
    {
        if (Count == 0)
            return 0;
        var rank = Math.Max(1, (long)Math.Ceiling(Count * part));
        long seen = 0;
        for (var index = 0; index < _counts.Length; index++)
        {
            seen += _counts[index];
            if (seen >= rank)
                return Math.Min(MiddleOf(index), Max);
        }

        return Max;
    }

    private static int IndexOf(long value)
    {
        if (value < Exact)
            return (int)value;
        var shift = BitOperations.Log2((ulong)value) - SubBits;
        return (shift << SubBits) + (int)(value >> shift);
    }

    private static long MiddleOf(int index)
    {
        if (index < Exact)
            return index;
        var shift = (index >> SubBits) - 1;
        long mantissa = index - (shift << SubBits);
        return (mantissa << shift) + (1L << shift >> 1);
    }
}
