using OrleansChat.Load.Reports;

namespace OrleansChat.Load.Scenarios;

/// <summary>A load and what is measured of it. Used once.</summary>
internal abstract class Scenario
{
    /// <summary>The scenario of that name.</summary>
    public static Scenario Of(RunContext run) => run.Options.Scenario switch
    {
        "direct" => new DirectScenario(run),
        "open" => new OpenScenario(run),
        "group" => new GroupScenario(run),
        "hot" => new HotScenario(run),
        "idle" => new IdleScenario(run),
        "storm" => new StormScenario(run),
        "rest-send" => new RestSendScenario(run),
        "rest-history" => new RestHistoryScenario(run),
        var other => throw new LoadException($"'{other}' cannot be in a list."),
    };

    /// <summary>Runs it.</summary>
    /// <exception cref="LoadException">It could not be carried out.</exception>
    public abstract Task<RunReport> RunAsync(CancellationToken cancellationToken);
}
