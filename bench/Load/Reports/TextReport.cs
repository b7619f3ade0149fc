using System.Globalization;
using System.Text;
using OrleansChat.Load.Measuring;

namespace OrleansChat.Load.Reports;

/// <summary>A run as a table to read.</summary>
internal static class TextReport
{
    /// <summary>The table.</summary>
    public static string Of(RunReport report)
    {
        var text = new StringBuilder();
        text.AppendLine($"{report.Options.Scenario} {report.Parameters}".TrimEnd());
        Line(text, "rate", $"{report.Rate:N0} {report.Unit}/s ({report.Units:N0} in {report.Usage.Seconds:0.0} s)");
        foreach (var (name, latency) in report.Latencies)
            Line(text, $"{name}, µs", $"p50 {latency.Percentile(0.5):N0}   p90 {latency.Percentile(0.9):N0}   p99 {latency.Percentile(0.99):N0}   p99.9 {latency.Percentile(0.999):N0}   max {latency.Max:N0}");
        Line(text, $"CPU µs each", $"server {Or(report.ServerCost)}   database {Or(report.DatabaseCost)}   generator {Or(report.GeneratorCost)}");
        if (report.Usage.Others is { } others)
            Line(text, "CPU s of others", $"{others:0.0}{(report.IsSaturated ? "   THE GENERATOR IS THE BOTTLENECK" : "")}");
        if (report.Usage.To.Server is { } server)
            Line(text, "memory, MiB", $"server {server.ResidentKib / 1024d:N0}{Database(report.Usage.To.Database)}");
        foreach (var (name, value) in report.Figures)
            Line(text, name.Replace('_', ' '), value.ToString("N1", CultureInfo.InvariantCulture));
        if (report.Ledger is { } ledger)
            Line(text, "messages", $"sent {ledger.Sent:N0}   lost {ledger.Lost:N0}   duplicated {ledger.Duplicated:N0}   unacknowledged {ledger.Unacknowledged:N0}   reordered {ledger.Reordered:N0}   unknown {ledger.Unknown:N0}");
        Line(text, "verdict", report.IsClean ? "clean" : $"NOT CLEAN: errors {report.Faults.Errors:N0}, broken connections {report.Faults.Closes:N0}, and see messages");
        return text.ToString();
    }

    /// <summary>A number of microseconds, or a dash.</summary>
    public static string Or(double? value) => value is { } known ? known.ToString(known < 100 ? "0.00" : "0", CultureInfo.InvariantCulture) : "–";

    private static string Database(ProcessTree? database)
        => database is null ? "" : $"   database {(database.ProportionalKib > 0 ? database.ProportionalKib : database.ResidentKib) / 1024d:N0}";

    private static void Line(StringBuilder text, string name, string value) => text.AppendLine($"  {name,-24} {value}");
}
