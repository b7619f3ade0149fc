using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansChat.WebFront.Tests.Contracts.Shared;

/// <summary>The examples of a contract's published document, one file each, and what it means to answer like them.</summary>
/// <param name="contract">The contract's folder.</param>
/// <param name="isExample">Whether a string of a field is only an example; all others are the contract's own words.</param>
/// <param name="spells">Fails unless a value that the document spells in a certain way (an id, a timestamp) is spelled that way; whether it is one.</param>
internal sealed class Examples(string contract, Func<string, bool> isExample, Func<string, string, string, bool> spells)
{
    /// <summary>Where the examples are: each contract has its own of the same names.</summary>
    private readonly string _folder = $"Contracts/{contract}/Published";

    /// <summary>A request example, with some of its values replaced by real ones.</summary>
    public JsonObject Request(string name, params (string Field, JsonNode? Value)[] real)
    {
        var request = Load($"{name}.request").AsObject();
        foreach (var (field, value) in real)
        {
            Assert.True(request.ContainsKey(field), $"{name} has no {field}.");
            request[field] = value;
        }

        return request;
    }

    /// <summary>Fails unless an answer has the shape and the fixed values of the example, and no other fields than those allowed besides.</summary>
    public void AssertLike(string name, string json, params string[] additional) => Compare(Load(name), JsonNode.Parse(json), "$", additional);

    /// <summary>Whether there is an example.</summary>
    public bool Has(string name) => typeof(Examples).Assembly.GetManifestResourceNames().Contains($"{_folder}/{name}.json");

    /// <summary>An example.</summary>
    public JsonNode Load(string name)
    {
        using var stream = typeof(Examples).Assembly.GetManifestResourceStream($"{_folder}/{name}.json")
            ?? throw new InvalidOperationException($"There is no example {name}.");
        return JsonNode.Parse(stream)!;
    }

    private void Compare(JsonNode? expected, JsonNode? actual, string path, string[] additional)
    {
        Assert.True(expected?.GetValueKind() == actual?.GetValueKind() || (IsFlag(expected) && IsFlag(actual)), $"{path}: expected {expected?.ToJsonString() ?? "null"}, got {actual?.ToJsonString() ?? "null"}");
        switch (expected)
        {
            case JsonObject fields:
                var names = actual!.AsObject().Select(field => field.Key);
                Assert.True(
                    fields.All(field => actual.AsObject().ContainsKey(field.Key)) && names.All(field => fields.ContainsKey(field) || additional.Contains(field)),
                    $"{path}: expected {string.Join(", ", fields.Select(field => field.Key))}; got {string.Join(", ", names)}");
                foreach (var (field, value) in fields)
                    Compare(value, actual[field], $"{path}.{field}", additional);
                break;
            case JsonArray items:
                Assert.True(actual!.AsArray().Count > 0, $"{path} is empty.");
                foreach (var (index, item) in actual.AsArray().Index())
                    Compare(items[0], item, $"{path}[{index}]", additional);
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                CompareText((string)value!, (string)actual!, path);
                break;
            case JsonValue value when IsFlag(value):
                Assert.True((bool)value == (bool)actual!, $"{path}: expected {value}, got {actual}");
                break;
            default:
                break;
        }
    }

    private void CompareText(string expected, string actual, string path)
    {
        var field = path[(path.LastIndexOf('.') + 1)..];
        if (!spells(expected, actual, path) && !isExample(field))
            Assert.True(expected == actual, $"{path}: expected {expected}, got {actual}");
    }

    private static bool IsFlag(JsonNode? node) => node?.GetValueKind() is JsonValueKind.True or JsonValueKind.False;
}
