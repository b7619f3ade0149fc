using System.Diagnostics;
using System.Text.RegularExpressions;
using OrleansChat.Testing;

namespace OrleansChat.EndToEnd.Tests;

/// <summary>The README's promise to a newcomer: <c>./run</c>, then the walk-through as printed.</summary>
public sealed partial class WalkthroughTests
{
    private static readonly TimeSpan BuildTime = TimeSpan.FromMinutes(6);

    [Fact]
    public async Task The_walkthrough_of_the_README_works_as_printed()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"));
        var walkthrough = readme[readme.IndexOf("## Walk-through", StringComparison.Ordinal)..];
        walkthrough = walkthrough[..walkthrough.IndexOf("\n## ", 3, StringComparison.Ordinal)];
        var commands = string.Join('\n', BashBlocks().Matches(walkthrough).Select(block => block.Groups[1].Value));
        var promised = TextBlock().Match(walkthrough).Groups[1].Value.Trim();

        using var folder = new TemporaryFolder();
        var data = Path.Combine(folder.Path, "data");
        var port = FreePort.Next();
        await using var server = await ServerProcess.StartAsync(Path.Combine(Repository.Root, "run"), [], data, port, BuildTime);

        Assert.Contains("runtime", server.Output, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{port}", server.Output, StringComparison.Ordinal);
        Assert.Contains(data, server.Output, StringComparison.Ordinal);

        // The only differences: this server's port, and a folder of the test's own.
        var (exitCode, printed) = await BashAsync(commands
            .Replace("localhost:3000", $"127.0.0.1:{port}", StringComparison.Ordinal)
            .Replace("/tmp/orleanschat-demo", Path.Combine(folder.Path, "demo"), StringComparison.Ordinal));

        Assert.True(exitCode == 0, printed);
        Assert.Contains("\"message\":\"Message sent successfully\"", printed, StringComparison.Ordinal);
        Assert.Contains("\"content\":\"Hello, Bob\"", printed, StringComparison.Ordinal);
        Assert.EndsWith(promised, printed.Trim(), StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Printed)> BashAsync(string commands)
    {
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", $"exec 2>&1\n{commands}"]) { RedirectStandardOutput = true };
        using var bash = Process.Start(start)!;
        var printed = await bash.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(3));
        await bash.WaitForExitAsync();
        return (bash.ExitCode, printed);
    }

    [GeneratedRegex(@"^```bash\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex BashBlocks();

    [GeneratedRegex(@"^```text\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex TextBlock();
}
