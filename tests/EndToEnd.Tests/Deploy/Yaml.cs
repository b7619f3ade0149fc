using System.Text.Json.Nodes;
using OrleansChat.Testing;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace OrleansChat.EndToEnd.Tests.Deploy;

/// <summary>YAML files of the repository as JSON, anchors and merges resolved; every scalar is text.</summary>
internal static class Yaml
{
    /// <summary>The documents of a file.</summary>
    public static IReadOnlyList<JsonObject> Read(string path)
    {
        using var reader = new StreamReader(Path.Combine(Repository.Root, path));
        var parser = new MergingParser(new Parser(reader));
        var deserializer = new Deserializer();
        var documents = new List<JsonObject>();
        parser.Consume<StreamStart>();
        while (parser.Accept<DocumentStart>(out _))
            documents.Add((JsonObject)Json(deserializer.Deserialize(parser))!);
        return documents;
    }

    /// <summary>The text at a path of names and indexes; fails when there is none.</summary>
    public static string Text(this JsonNode node, params ReadOnlySpan<string> path)
        => (string?)node.Find(path) ?? throw new InvalidOperationException($"{string.Join('/', path.ToArray())} is missing in {node.GetPath()}.");

    /// <summary>The node at a path of names and indexes; null when there is none.</summary>
    public static JsonNode? Find(this JsonNode node, params ReadOnlySpan<string> path)
    {
        JsonNode? found = node;
        foreach (var step in path)
            found = found is JsonArray list ? int.Parse(step) < list.Count ? list[int.Parse(step)] : null : found is JsonObject map ? map[step] : null;
        return found;
    }

    /// <summary>The members of a mapping, or none.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Members(this JsonNode? node) => node as JsonObject ?? [];

    /// <summary>The items of a list, or none.</summary>
    public static IEnumerable<JsonNode> Items(this JsonNode? node) => (node as JsonArray ?? []).Select(item => item!);

    private static JsonNode? Json(object? value) => value switch
    {
        null => null,
        IDictionary<object, object> map => new JsonObject(map.Select(pair => KeyValuePair.Create((string)pair.Key, Json(pair.Value)))),
        IEnumerable<object> list => new JsonArray([.. list.Select(Json)]),
        _ => JsonValue.Create((string)value),
    };
}
