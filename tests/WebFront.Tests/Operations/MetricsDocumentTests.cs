using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using OrleansChat.WebFront.Http.Metrics;
using OrleansChat.WebFront.Tests.Architecture;
using OrleansChat.WebFront.Tests.Realtime.Clients;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Operations;

/// <summary>What docs/metrics.md says is what a node publishes.</summary>
public sealed partial class MetricsDocumentTests
{
    [Fact]
    public async Task The_table_names_every_metric_with_its_kind_and_unit_and_no_other()
    {
        await using var server = await ChatServer.StartAsync();
        var (ann, bob) = await server.RegisterTwoAsync();
        await ann.MessageToAsync(bob);

        var published = server.Services.GetRequiredService<MetricsCollector>().Instruments
            .Select(instrument => $"{MetricsText.Name(instrument)} {MetricsText.Kind(instrument)} {instrument.Unit}");

        Assert.Equal(Documented().Where(row => !row.Name.StartsWith("process_", StringComparison.Ordinal)).Select(row => $"{row.Name} {row.Kind} {row.Unit}").Order(), published.Order());
    }

    [Fact]
    public async Task The_series_of_a_node_have_the_labels_that_the_table_names()
    {
        await using var server = await ChatServer.StartAsync(new() { RateLimits = true });
        var (ann, bob) = await server.RegisterTwoAsync();
        using (var socket = await RawSocketIo.ConnectAsync(server.Url, bob.AccessToken))
            await ann.MessageToAsync(bob);
        for (var i = 0; i < 6; i++)
            await server.PostAsync("auth/login", new { email = "nobody@example.com", password = "Password123" });
        var rows = Documented().ToDictionary(row => row.Name);

        foreach (var series in (await Scrape.OfAsync(server)).Series.Keys)
        {
            var row = rows[Suffix().Replace(series.Split('{')[0], "")];
            var labels = Label().Matches(series).Select(match => match.Groups[1].Value).Where(label => label != "le");
            Assert.Equal(row.Labels, string.Join(", ", labels.Select(label => $"`{label}`")));
        }
    }

    private static List<(string Name, string Kind, string Unit, string Labels)> Documented()
    {
        var rows = File.ReadLines(Path.Combine(DependencyTests.Root, "docs", "metrics.md"))
            .TakeWhile(line => line != "# Traces")
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|').Select(cell => cell.Trim()).ToArray())
            .ToList();
        Assert.All(rows, row => Assert.True(row.Length == 8 && row[5].Length > 0 && row[6].Length > 0, row[1]));
        return [.. rows.Select(row => (row[1].Trim('`'), row[2], row[3].Trim('`'), row[4]))];
    }

    [GeneratedRegex("_(total|bucket|sum|count)$")]
    private static partial Regex Suffix();

    [GeneratedRegex("""([a-z]+)="[^"]*"[,}]""")]
    private static partial Regex Label();
}
