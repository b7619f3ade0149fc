using System.Diagnostics;
using System.Text.RegularExpressions;
using OrleansChat.Testing;

namespace OrleansChat.EndToEnd.Tests.Deploy;

/// <summary>docs/operations.md, and the commands that it prints.</summary>
internal static partial class OperationsGuide
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static string Text { get; } = File.ReadAllText(Path.Combine(Repository.Root, "docs/operations.md"));

    /// <summary>The commands of a section, block by block.</summary>
    public static IReadOnlyList<string> Commands(string heading)
    {
        var section = Text[(Text.IndexOf($"\n{heading}\n", StringComparison.Ordinal) + 1)..];
        var end = section.IndexOf("\n#", heading.Length, StringComparison.Ordinal);
        return [.. BashBlocks().Matches(end < 0 ? section : section[..end]).Select(block => block.Groups[1].Value)];
    }

    /// <summary>Runs commands as printed, in a folder.</summary>
    public static async Task RunAsync(string commands, string folder, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", $"exec 2>&1\n{commands}"]) { RedirectStandardOutput = true, WorkingDirectory = folder };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var bash = Process.Start(start)!;
        var printed = await bash.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await bash.WaitForExitAsync();
        Assert.True(bash.ExitCode == 0, $"{commands}\n{printed}");
    }

    [GeneratedRegex(@"^```bash\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex BashBlocks();
}
