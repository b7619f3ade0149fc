using System.Text.Json.Nodes;

namespace OrleansChat.Grains.Tests.Wire.Serialized;

/// <summary>What the serializer once wrote, and what it wrote it of. Lines are added, for shapes that are new, and never changed.</summary>
internal sealed record FrozenBytes(string Type, byte[] Bytes, JsonNode Value)
{
    private static string Path { get; } = WireListFile.Find("tests", "Grains.Tests", "Wire", "Serialized", "frozen.txt");

    /// <summary>All that was frozen.</summary>
    public static IReadOnlyList<FrozenBytes> Read() => [.. File.ReadLines(Path).Where(line => line.Length > 0 && line[0] != '#').Select(Parse)];

    /// <summary>Replaces the file.</summary>
    public static void Write(IEnumerable<FrozenBytes> lines) => File.WriteAllText(Path, $"""
        # What real Orleans' serializer wrote of each type, in every shape that a release has had: type, bytes (base64), members by id.
        # Nodes must read all of it for ever. Before a release, with OrleansRuntime=Microsoft: {WireListFile.HowToAdd}
        {string.Concat(lines.Select(line => $"{line.Type} {Convert.ToBase64String(line.Bytes)} {line.Value.ToJsonString()}\n"))}
        """);

    /// <summary>Whether a value consists of all that was frozen, and perhaps of members that are newer.</summary>
    public static bool Covers(JsonNode? value, JsonNode? frozen) => (value, frozen) switch
    {
        (JsonObject now, JsonObject then) => then.All(member => now.TryGetPropertyValue(member.Key, out var found) && Covers(found, member.Value)),
        (JsonArray now, JsonArray then) => now.Count == then.Count && now.Zip(then).All(pair => Covers(pair.First, pair.Second)),
        _ => JsonNode.DeepEquals(value, frozen),
    };

    private static FrozenBytes Parse(string line) => line.Split(' ', 3) is [var type, var bytes, var value]
        ? new FrozenBytes(type, Convert.FromBase64String(bytes), JsonNode.Parse(value)!)
        : throw new InvalidDataException($"Not a frozen value: {line}");
}
