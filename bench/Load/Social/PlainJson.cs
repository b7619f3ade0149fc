using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansChat.Load.Social;

/// <summary>What is written as JSON.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(Dictionary<string, Account>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
internal sealed partial class PlainJson : JsonSerializerContext;
