#nullable disable // The interface's annotations differ between versions of Orleans.
using System.Text.Json;
using Orleans.Storage;
using OrleansChat.Storage.Grains;

namespace OrleansChat.Silo.Clustering;

/// <summary>Writes grain states as the JSON that our own table holds.</summary>
internal sealed class GrainStateJson : IGrainStorageSerializer
{
    /// <inheritdoc/>
    public BinaryData Serialize<T>(T input) => new(JsonSerializer.SerializeToUtf8Bytes(input, StateJson.Options));

    /// <inheritdoc/>
    public T Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input, StateJson.Options);
}
