using System.Text.Json;

namespace OrleansChat.Storage.Grains;

/// <summary>How grain states are written: members that this version does not know are passed over, missing ones keep their defaults.</summary>
public static class StateJson
{
    /// <summary>The one way, whatever the provider.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.General);
}
