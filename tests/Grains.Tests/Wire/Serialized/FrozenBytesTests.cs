using Orleans.Serialization;
using OrleansChat.Grains.Tests.Cluster;

namespace OrleansChat.Grains.Tests.Wire.Serialized;

/// <summary>Bytes that nodes of earlier releases wrote can be read: what is frozen of each type, by the cluster's own serializer.</summary>
[Collection(ClusterCollection.Name)]
public sealed class FrozenBytesTests(ClusterFixture cluster)
{
    private readonly Serializer _serializer = cluster.Service<Serializer>();

    [Fact]
    public void Everything_that_was_ever_written_can_be_read()
    {
        var types = WireSamples.Types.ToDictionary(WireSamples.NameOf);
        WireListTests.WriteOnDemand(Freeze);

        var unreadable = FrozenBytes.Read().Where(frozen => !FrozenBytes.Covers(WireSamples.Describe(_serializer.Deserialize<object>(frozen.Bytes)), frozen.Value));
        Assert.Empty(unreadable.Select(frozen => frozen.Type));
        Assert.Superset(new HashSet<string> { "message", "new-message", "delivery", "chat-exception", "account-state" }, FrozenBytes.Read().Select(frozen => frozen.Type).ToHashSet());
    }

    [Fact]
    public void Every_type_comes_back_as_it_was_sent()
    {
        foreach (var type in WireSamples.Types)
        {
            var sample = WireSamples.Make(type);
            var back = _serializer.Deserialize<object>(_serializer.SerializeToArray(sample));
            Assert.Equal(WireSamples.Describe(sample)!.ToJsonString(), WireSamples.Describe(back)!.ToJsonString());
        }
    }

    /// <summary>Adds the shapes that are not there yet.</summary>
    private void Freeze(bool anew)
    {
        var frozen = anew ? [] : FrozenBytes.Read().ToList();
        foreach (var type in WireSamples.Types.OrderBy(WireSamples.NameOf, StringComparer.Ordinal))
        {
            var sample = WireSamples.Make(type);
            var value = WireSamples.Describe(sample)!;
            if (!frozen.Any(line => line.Type == WireSamples.NameOf(type) && FrozenBytes.Covers(line.Value, value)))
                frozen.Add(new FrozenBytes(WireSamples.NameOf(type), _serializer.SerializeToArray(sample), value));
        }

        FrozenBytes.Write(frozen);
    }
}
