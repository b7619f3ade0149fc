using System.Text.Json.Nodes;
using OrleansChat.Load.Measuring;

namespace OrleansChat.Load.Reports;

/// <summary>A run as one JSON object. Latencies are in microseconds, CPU per unit in microseconds, memory in KiB.</summary>
internal static class JsonReport
{
    /// <summary>Adds a run to a file, as a line.</summary>
    public static Task AppendAsync(string file, RunReport report, CancellationToken cancellationToken)
        => File.AppendAllTextAsync(file, $"{Of(report).ToJsonString()}\n", cancellationToken);

    /// <summary>The object.</summary>
    public static JsonObject Of(RunReport report) => new()
    {
        ["scenario"] = report.Options.Scenario,
        ["parameters"] = report.Parameters,
        ["label"] = report.Options.Text("label"),
        ["at"] = TimeProvider.System.GetUtcNow().ToString("O"),
        ["fronts"] = report.Options.Bases.Count,
        ["size"] = report.Options.Size,
        ["unit"] = report.Unit,
        ["units"] = report.Units,
        ["seconds"] = Rounded(report.Usage.Seconds),
        ["rate"] = Rounded(report.Rate),
        ["clean"] = report.IsClean,
        ["errors"] = report.Faults.Errors,
        ["broken_connections"] = report.Faults.Closes,
        ["ledger"] = report.Ledger is { } ledger ? Of(ledger) : null,
        ["latency_us"] = new JsonObject(report.Latencies.Select(named => KeyValuePair.Create<string, JsonNode?>(named.Name.Replace(' ', '_'), Of(named.Latency)))),
        ["figures"] = new JsonObject(report.Figures.Select(named => KeyValuePair.Create<string, JsonNode?>(named.Name, Rounded(named.Value)))),
        ["server_cpu_us_each"] = Rounded(report.ServerCost),
        ["database_cpu_us_each"] = Rounded(report.DatabaseCost),
        ["generator_cpu_us_each"] = Rounded(report.GeneratorCost),
        ["generator_saturated"] = report.IsSaturated,
        ["others_cpu_s"] = Rounded(report.Usage.Others),
        ["server_rss_kib"] = report.Usage.To.Server?.ResidentKib,
        ["database_rss_kib"] = report.Usage.To.Database?.ResidentKib,
        ["database_pss_kib"] = report.Usage.To.Database?.ProportionalKib,
    };

    private static JsonObject Of(LedgerCounts ledger) => new()
    {
        ["sent"] = ledger.Sent,
        ["arrived"] = ledger.Arrived,
        ["lost"] = ledger.Lost,
        ["duplicated"] = ledger.Duplicated,
        ["unacknowledged"] = ledger.Unacknowledged,
        ["reordered"] = ledger.Reordered,
        ["unknown"] = ledger.Unknown,
    };

    private static JsonObject Of(Histogram latency) => new()
    {
        ["count"] = latency.Count,
        ["mean"] = Rounded(latency.Mean),
        ["p50"] = latency.Percentile(0.5),
        ["p90"] = latency.Percentile(0.9),
        ["p99"] = latency.Percentile(0.99),
        ["p99.9"] = latency.Percentile(0.999),
        ["max"] = latency.Max,
    };

    private static double? Rounded(double? value) => value is { } known ? Math.Round(known, 3) : null;
}
