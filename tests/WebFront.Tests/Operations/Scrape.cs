using System.Globalization;
using System.Text.RegularExpressions;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Operations;

/// <summary>What a server's metrics say at one moment, read as a scraper reads them.</summary>
internal sealed partial class Scrape
{
    private readonly Dictionary<string, double> _series = [];

    /// <summary>The series by name and labels.</summary>
    public IReadOnlyDictionary<string, double> Series => _series;

    public static async Task<Scrape> OfAsync(ChatServer server)
    {
        var scrape = new Scrape();
        var text = (await server.SendAsync(HttpMethod.Get, "metrics", headers: [("Accept", "text/plain")])).Ok().Text;
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#'))
        {
            var end = line.LastIndexOf(' ');
            Assert.Matches(Name(), line[..end]);
            scrape._series.Add(line[..end], double.Parse(line[(end + 1)..], CultureInfo.InvariantCulture));
        }

        return scrape;
    }

    /// <summary>The sum over all series of a name whose labels contain <paramref name="label"/>.</summary>
    public double Of(string name, string label = "") => _series
        .Where(series => series.Key.Split('{')[0] == name && series.Key.Contains(label, StringComparison.Ordinal))
        .Sum(series => series.Value);

    [GeneratedRegex("""^[a-z_]+(\{([a-z]+="[^"]*",?)+\})?$""")]
    private static partial Regex Name();
}
