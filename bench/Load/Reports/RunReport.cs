using OrleansChat.Load.Measuring;
using OrleansChat.Load.Options;
using OrleansChat.Load.Scenarios;

namespace OrleansChat.Load.Reports;

/// <summary>What a run found.</summary>
internal sealed class RunReport
{
    /// <summary>A generator that is this busy is what limits the rate.</summary>
    private const double Saturated = 0.9;

    /// <summary>Begins a report.</summary>
    /// <param name="run">The run.</param>
    /// <param name="unit">What is counted.</param>
    /// <param name="units">How many were measured.</param>
    /// <param name="usage">What was used meanwhile.</param>
    public RunReport(RunContext run, string unit, double units, Usage usage)
        => (Options, Faults, Unit, Units, Usage) = (run.Options, run.Faults, unit, units, usage);

    /// <summary>What was asked for.</summary>
    public LoadOptions Options { get; }

    /// <summary>What went wrong.</summary>
    public Faults Faults { get; }

    /// <summary>What is counted.</summary>
    public string Unit { get; }

    /// <summary>How many were measured.</summary>
    public double Units { get; }

    /// <summary>What was used meanwhile.</summary>
    public Usage Usage { get; }

    /// <summary>Latencies by name, the most telling first.</summary>
    public List<(string Name, Histogram Latency)> Latencies { get; } = [];

    /// <summary>Further figures by name.</summary>
    public List<(string Name, double Value)> Figures { get; } = [];

    /// <summary>The books; null when nothing was sent.</summary>
    public LedgerCounts? Ledger { get; init; }

    /// <summary>Units per second.</summary>
    public double Rate => Units / Usage.Seconds;

    /// <summary>Whether nothing is missing, came twice, came in the wrong order or broke.</summary>
    public bool IsClean => Faults.AreNone && (Ledger is null || Ledger.IsClean);

    /// <summary>Whether the generator was the bottleneck: it runs on one thread.</summary>
    public bool IsSaturated => Usage.Generator / Usage.Seconds > Saturated;

    /// <summary>The server's CPU microseconds per unit; null when it was not looked at.</summary>
    public double? ServerCost => Each(Usage.Server);

    /// <summary>The database's.</summary>
    public double? DatabaseCost => Each(Usage.Database);

    /// <summary>The generator's.</summary>
    public double? GeneratorCost => Each(Usage.Generator);

    /// <summary>The options that tell this run from others of its scenario: <c>--pairs 50 --window 1</c>.</summary>
    public string Parameters => string.Join(' ', OptionTable.All
        .Where(option => option.Scenarios.Contains(Options.Scenario) && Options.Text(option.Name) is not null)
        .Select(option => option.Kind == OptionKind.Flag ? $"--{option.Name}" : $"--{option.Name} {Options.Text(option.Name)}"));

    private double? Each(double? seconds) => seconds is { } used && Units > 0 ? used * 1e6 / Units : null;
}
