using OrleansChat.Load.Options;
using OrleansChat.Load.Reports;
using OrleansChat.Load.Scenarios;

namespace OrleansChat.Load;

/// <summary>Carries out what was asked for, in rounds: of a list every scenario once, then all of them again.</summary>
internal sealed class Runner(TextWriter output)
{
    /// <summary>What <c>all</c> runs unless it is told.</summary>
    private const string DefaultList =
        "direct --pairs 1; direct --pairs 50; direct --pairs 200 --window 4; open --pairs 200 --rate 4000; group --members 100 --senders 4; "
        + "group --members 1000 --window 2; hot; rest-send --concurrency 64; rest-history; storm --connections 2000; idle --connections 10000 --hold 26";

    private readonly Dictionary<string, Workplace> _places = [];

    /// <summary>Runs, prints and answers every run.</summary>
    /// <exception cref="LoadException">A run could not be carried out.</exception>
    public async Task<IReadOnlyList<RunReport>> RunAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        if (options.Scenario == "prepare")
        {
            await (await PlaceOf(options)).Accounts.GetAsync(options.Text("users") is null ? 100 : options.Count("users"), cancellationToken);
            return [];
        }

        LoadOptions[] list = options.Scenario == "all"
            ? [.. (options.Text("list") ?? DefaultList).Split(';').Select(line => OptionParser.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), options))]
            : [options];
        var reports = new List<RunReport>();
        for (var round = 0; round < options.Count("repeat"); round++)
        {
            foreach (var item in list)
                reports.Add(await RunOnceAsync(item, cancellationToken));
        }

        if (reports.Count > 1)
            await output.WriteLineAsync(MedianTable.Of(reports));
        return reports;
    }

    private async Task<RunReport> RunOnceAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        var run = new RunContext(options, await PlaceOf(options));
        var report = await Scenario.Of(run).RunAsync(cancellationToken);
        await output.WriteLineAsync(TextReport.Of(report));
        if (options.Text("json") is { } file)
            await JsonReport.AppendAsync(file, report, cancellationToken);
        return report;
    }

    private async Task<Workplace> PlaceOf(LoadOptions options)
    {
        var key = Workplace.KeyOf(options);
        if (!_places.TryGetValue(key, out var place))
            _places[key] = place = await Workplace.OpenAsync(options);
        return place;
    }
}
