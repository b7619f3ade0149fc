using System.Text;

namespace OrleansChat.Load.Reports;

/// <summary>The medians of repeated runs, one line for each kind of run.</summary>
internal static class MedianTable
{
    private static readonly (string Title, Func<RunReport, double?> Value)[] Columns =
    [
        ("rate/s", report => report.Rate),
        ("server µs", report => report.ServerCost),
        ("database µs", report => report.DatabaseCost),
        ("generator µs", report => report.GeneratorCost),
        ("p50 µs", report => Percentile(report, 0.5)),
        ("p90 µs", report => Percentile(report, 0.9)),
        ("p99 µs", report => Percentile(report, 0.99)),
        ("p99.9 µs", report => Percentile(report, 0.999)),
    ];

    /// <summary>The table.</summary>
    public static string Of(IEnumerable<RunReport> reports)
    {
        var groups = reports.GroupBy(report => $"{report.Options.Scenario} {report.Parameters}".TrimEnd()).ToArray();
        var width = groups.Max(group => group.Key.Length);
        var text = new StringBuilder().Append("Medians".PadRight(width)).Append("  runs");
        foreach (var (title, _) in Columns)
            text.Append(title.PadLeft(14));
        text.AppendLine("  clean");
        foreach (var group in groups)
        {
            text.Append(group.Key.PadRight(width)).Append($"{group.Count(),6}");
            foreach (var (_, value) in Columns)
                text.Append(Figure(Median([.. group.Select(value).OfType<double>()])).PadLeft(14));
            text.AppendLine($"  {(group.All(report => report.IsClean) ? "yes" : "NO")}");
        }

        return text.ToString();
    }

    /// <summary>The middle one, or the mean of the two in the middle; null of none.</summary>
    public static double? Median(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
            return null;
        var ordered = values.Order().ToArray();
        return (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
    }

    private static double? Percentile(RunReport report, double part) => report.Latencies.Count > 0 ? report.Latencies[0].Latency.Percentile(part) : null;

    private static string Figure(double? value) => value is >= 1000 ? $"{value:N0}" : TextReport.Or(value);
}
