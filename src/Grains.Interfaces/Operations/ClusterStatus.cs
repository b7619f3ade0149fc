using System.Collections.Immutable;
using Orleans;

namespace OrleansChat.Grains.Interfaces.Operations;

/// <summary>Whether a node is there.</summary>
[GenerateSerializer, Alias("node-state")]
public enum NodeState
{
    /// <summary>It reports.</summary>
    Alive,

    /// <summary>It has stopped in good order.</summary>
    Left,

    /// <summary>It reports no more, and did not say why.</summary>
    Gone,
}

/// <summary>How the cluster is.</summary>
[GenerateSerializer, Immutable, Alias("cluster-status")]
public sealed record ClusterStatus(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] ImmutableArray<NodeStatus> Nodes,
    [property: Id(2)] SiloOverview Silos);

/// <summary>What a node said last, and when.</summary>
[GenerateSerializer, Immutable, Alias("node-status")]
public sealed record NodeStatus(
    [property: Id(0)] NodeReport Report,
    [property: Id(1)] NodeState State,
    [property: Id(2)] DateTimeOffset HeardAt);

/// <summary>What the cluster itself says of its silos; <paramref name="At"/> is null while it has not answered yet.</summary>
[GenerateSerializer, Immutable, Alias("silo-overview")]
public sealed record SiloOverview(
    [property: Id(0)] DateTimeOffset? At,
    [property: Id(1)] ImmutableArray<SiloMember> Members,
    [property: Id(2)] ImmutableArray<GrainActivations> Activations);

/// <summary>A silo, as membership knows it.</summary>
[GenerateSerializer, Immutable, Alias("silo-member")]
public sealed record SiloMember([property: Id(0)] string Address, [property: Id(1)] string Status);

/// <summary>How many activations of a grain type a silo has.</summary>
[GenerateSerializer, Immutable, Alias("grain-activations")]
public sealed record GrainActivations([property: Id(0)] string GrainType, [property: Id(1)] string Silo, [property: Id(2)] int Count);
