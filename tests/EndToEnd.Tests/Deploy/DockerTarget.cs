using System.Text.Json;
using System.Text.RegularExpressions;
using OrleansChat.Testing;

namespace OrleansChat.EndToEnd.Tests.Deploy;

/// <summary>A stage of the Dockerfile, with what it takes from the stage that it builds on.</summary>
internal sealed partial record DockerTarget(string Name, string Image, IReadOnlyList<(string Instruction, string Arguments)> Lines)
{
    public IReadOnlySet<string> Ports => All("EXPOSE").SelectMany(ports => ports.Split(' ')).ToHashSet();

    public string User => All("USER").Last();

    /// <summary>Its environment; later settings win.</summary>
    public IReadOnlyDictionary<string, string> Environment => All("ENV")
        .SelectMany(setting => Setting().Matches(setting))
        .GroupBy(setting => setting.Groups[1].Value)
        .ToDictionary(same => same.Key, same => same.Last().Groups[2].Value);

    public IReadOnlyList<string> Entrypoint => JsonSerializer.Deserialize<string[]>(All("ENTRYPOINT").Last())!;

    /// <summary>The command that tells whether it is well; null when there is none.</summary>
    public IReadOnlyList<string>? HealthCommand
        => All("HEALTHCHECK").LastOrDefault() is { } check ? JsonSerializer.Deserialize<string[]>(check[(check.IndexOf("CMD ", StringComparison.Ordinal) + 4)..]) : null;

    public IEnumerable<string> All(string instruction) => Lines.Where(line => line.Instruction == instruction).Select(line => line.Arguments);

    /// <summary>Reads all stages.</summary>
    public static IReadOnlyDictionary<string, DockerTarget> Read()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile")).Replace("\\\n", " ", StringComparison.Ordinal);
        var targets = new Dictionary<string, DockerTarget>();
        foreach (Match line in Instruction().Matches(text))
        {
            var (instruction, arguments) = (line.Groups[1].Value, Spaces().Replace(line.Groups[2].Value.Trim(), " "));
            if (instruction == "FROM")
            {
                var parts = arguments.Split(' ');
                var parent = targets.GetValueOrDefault(parts[0]);
                targets[parts[2]] = new DockerTarget(parts[2], parent?.Image ?? parts[0], parent?.Lines ?? []);
            }
            else
            {
                var last = targets.Last();
                targets[last.Key] = last.Value with { Lines = [.. last.Value.Lines, (instruction, arguments)] };
            }
        }
        return targets;
    }

    [GeneratedRegex("^([A-Z]+) (.*)$", RegexOptions.Multiline)]
    private static partial Regex Instruction();

    [GeneratedRegex(@"(\w+)=(\S+)")]
    private static partial Regex Setting();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
