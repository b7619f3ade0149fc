using System.Text.RegularExpressions;
using OrleansChat.Testing;

namespace OrleansChat.EndToEnd.Tests.Deploy;

/// <summary>docs/operations.md names what there is.</summary>
public sealed partial class OperationsGuideTests
{
    [Fact]
    public void Every_key_that_a_command_sets_is_in_the_readme()
    {
        var keys = Arguments().Matches(OperationsGuide.Text).Concat(Variables().Matches(OperationsGuide.Text)).Select(key => key.Groups[1].Value.Replace(":", "__", StringComparison.Ordinal)).ToList();

        Assert.Contains("Cluster__Mode", keys);
        Assert.Empty(ConfigurationKeys.Unknown(keys));
    }

    [Fact]
    public void Every_page_that_it_links_to_exists()
        => Assert.All(
            Links().Matches(OperationsGuide.Text).Select(link => link.Groups[1].Value),
            page => Assert.True(Path.Exists(Path.Combine(Repository.Root, "docs", page)), $"{page} is missing."));

    [Fact]
    public void Every_metric_that_it_names_is_in_the_list_of_metrics()
    {
        var known = File.ReadAllText(Path.Combine(Repository.Root, "docs/metrics.md"));
        var named = Metrics().Matches(OperationsGuide.Text).Select(metric => metric.Value).ToList();

        Assert.NotEmpty(named);
        Assert.All(named, metric => Assert.Contains($"| {metric} |", known, StringComparison.Ordinal));
    }

    [GeneratedRegex("`orleanschat_[a-z_]+`")]
    private static partial Regex Metrics();

    [GeneratedRegex(@"--([A-Z]\w*(?::\w+)+)=")]
    private static partial Regex Arguments();

    [GeneratedRegex(@"\b([A-Z]\w*__\w+)=")]
    private static partial Regex Variables();

    [GeneratedRegex(@"\]\(([^)#:]+)(#[^)]*)?\)")]
    private static partial Regex Links();
}
