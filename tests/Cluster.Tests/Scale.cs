using System.Globalization;

namespace OrleansChat.Cluster.Tests;

/// <summary>
/// How large the crowds are: CLUSTER_TEST_SCALE (1 by default, 0.1 for a tenth of the clients, of the rate and of the time) makes
/// the scenarios small enough for a machine that is busy with something else. What is asserted stays the same.
/// </summary>
internal static class Scale
{
    /// <summary>The factor.</summary>
    public static double Factor { get; } =
        double.TryParse(Environment.GetEnvironmentVariable("CLUSTER_TEST_SCALE"), NumberStyles.Float, CultureInfo.InvariantCulture, out var factor)
            ? Math.Clamp(factor, 0.01, 1)
            : 1;

    /// <summary>So many of something, but at least <paramref name="least"/>; an even number.</summary>
    public static int Count(int full, int least = 2) => Math.Max(least, (int)Math.Ceiling(full * Factor / 2) * 2);

    /// <summary>So long, but at least half of it: four rounds take their time.</summary>
    public static TimeSpan Time(TimeSpan full) => full * Math.Max(0.5, Factor);
}
