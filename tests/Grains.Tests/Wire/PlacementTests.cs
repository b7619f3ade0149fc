using System.Reflection;
using Orleans;
using Orleans.Concurrency;

namespace OrleansChat.Grains.Tests.Wire;

/// <summary>docs/decisions/007-placement.md speaks of every grain, and says of the stateless workers that they are.</summary>
public sealed class PlacementTests
{
    [Fact]
    public void Every_grain_has_its_line_in_the_decision()
    {
        var lines = File.ReadAllLines(WireListFile.Find("docs", "decisions", "007-placement.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(cells => cells[1], cells => cells[2]);
        foreach (var grain in typeof(ChatGrains).Assembly.GetTypes().Where(type => typeof(Grain).IsAssignableFrom(type)))
        {
            var name = (string)grain.GetCustomAttributesData().Single(data => data.AttributeType == typeof(GrainTypeAttribute)).ConstructorArguments[0].Value!;
            Assert.True(lines.TryGetValue(name, out var place), $"'{name}' has no line.");
            Assert.Equal(grain.IsDefined(typeof(StatelessWorkerAttribute)), place.Contains("stateless worker", StringComparison.Ordinal));
        }
    }
}
