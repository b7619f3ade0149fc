namespace OrleansChat.Grains.Tests.Wire;

/// <summary>The list that is checked in: what nodes that run already, and states that are stored already, rely on.</summary>
internal static class WireListFile
{
    /// <summary>The value of an entry whose last user is gone: its id, number or name is never given out again.</summary>
    public const string Retired = "retired";

    /// <summary>How to add what is new.</summary>
    public const string HowToAdd = "OrleansChat_WriteWireList=1 ./test WireList";

    private const string Separator = " = ";

    private const string Header = $"""
        # What crosses the cluster: messages between nodes of different versions, and grain states that outlive them.
        # docs/decisions/006-versions.md says what may change, and how. Generated; tests/Grains.Tests/Wire compares it with the sources.
        #   {HowToAdd}      adds what is new, and refuses to change or drop anything.
        #   OrleansChat_WriteWireList=all ./test WireList    writes the list anew: only for what no release has contained.
        # An entry that nobody uses any more becomes "key = {Retired}", by hand.

        """;

    private static string Path { get; } = Find("src", "Grains.Interfaces", "wire.txt");

    /// <summary>What is checked in.</summary>
    public static IReadOnlyDictionary<string, string> Read() => Parse(File.ReadAllLines(Path));

    /// <summary>Writes the list, sorted.</summary>
    public static void Write(IReadOnlyDictionary<string, string> facts) => File.WriteAllText(
        Path, Header + string.Concat(facts.OrderBy(fact => fact.Key, StringComparer.Ordinal).Select(fact => $"{fact.Key}{Separator}{fact.Value}\n")));

    /// <summary>A file of the sources.</summary>
    public static string Find(params ReadOnlySpan<string> path)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(folder, "OrleansChat.sln")))
            folder = System.IO.Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("OrleansChat.sln is in none of the folders above.");
        return System.IO.Path.Combine([folder, .. path]);
    }

    private static Dictionary<string, string> Parse(IEnumerable<string> lines) => lines
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split(Separator, 2))
        .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
}
