using System.Text.Json;
using OrleansChat.Load;
using OrleansChat.Load.Options;
using OrleansChat.Load.Reports;

namespace OrleansChat.Bench.Tests.Scenarios;

public sealed class ScenarioTests(ServerUnderLoad server) : IClassFixture<ServerUnderLoad>
{
    [Fact]
    public async Task A_second_of_direct_messages_comes_out_even()
    {
        var report = await RunAsync("direct --pairs 5 --window 2 --duration 1 --warmup 0");
        Assert.True(report.IsClean, TextReport.Of(report));
        Assert.True(report.Units > 0);
        Assert.True(report.Ledger!.Sent >= report.Units);
        Assert.Equal(report.Ledger.Sent, report.Ledger.Arrived);
        Assert.Equal(report.Units, report.Latencies[0].Latency.Count);
    }

    [Theory]
    [InlineData("open --pairs 3 --rate 200")]
    [InlineData("group --members 5 --senders 2 --window 2")]
    [InlineData("hot --members 6 --listeners 2")]
    [InlineData("storm --connections 10 --missed 3")]
    [InlineData("rest-send --concurrency 3")]
    [InlineData("rest-history --concurrency 3 --limit 5 --seed 12")]
    [InlineData("rest-history --concurrency 3 --limit 5 --seed 40 --depth")]
    public async Task Every_scenario_measures_something_and_comes_out_even(string line)
    {
        var report = await RunAsync(line.StartsWith("storm", StringComparison.Ordinal) ? line : $"{line} --duration 0.4 --warmup 0");
        Assert.True(report.IsClean, TextReport.Of(report));
        Assert.True(report.Units > 0);
        Assert.True(report.Latencies[0].Latency.Count > 0);
    }

    [Fact]
    public async Task Every_run_is_a_line_of_JSON()
    {
        var file = Path.GetTempFileName();
        try
        {
            await RunAsync($"all --list=rest-send;rest-send --repeat 2 --duration 0.1 --warmup 0 --json {file}");
            var runs = (await File.ReadAllLinesAsync(file)).Select(line => JsonElement.Parse(line)).ToArray();
            Assert.Equal(4, runs.Length);
            Assert.All(runs, run => Assert.True(run.GetProperty("rate").GetDouble() > 0));
            Assert.All(runs, run => Assert.Equal(0, run.GetProperty("ledger").GetProperty("lost").GetInt64()));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_said_so()
        => Assert.Contains("does not answer", (await Assert.ThrowsAsync<LoadException>(() => RunAsync("direct", "http://127.0.0.1:1"))).Message, StringComparison.Ordinal);

    private async Task<RunReport> RunAsync(string line, string? url = null)
    {
        // Whatever is under way on a busy machine is waited for.
        string[] arguments = [.. line.Split(' '), "--base", url ?? server.Url.GetLeftPart(UriPartial.Authority), "--drain", "120"];
        var reports = await new Runner(TextWriter.Null).RunAsync(OptionParser.Parse(arguments), TestContext.Current.CancellationToken);
        return reports[^1];
    }
}
