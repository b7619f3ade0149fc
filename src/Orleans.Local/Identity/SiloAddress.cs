using System.Net;

namespace Orleans.Runtime;

/// <summary>One run of one silo: where it is and when it was started.</summary>
[Immutable]
public sealed record SiloAddress : IComparable<SiloAddress>
{
    private SiloAddress(IPEndPoint endpoint, int generation)
    {
        Endpoint = endpoint;
        Generation = generation;
    }

    /// <summary>Where it is; nothing listens there in a single process.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>Tells two runs at the same place apart.</summary>
    public int Generation { get; }

    /// <summary>The address of that end point and generation.</summary>
    public static SiloAddress New(IPEndPoint ep, int gen) => new(ep, gen);

    /// <inheritdoc/>
    public int CompareTo(SiloAddress? other) => other is null
        ? 1
        : (Generation, Endpoint.Port).CompareTo((other.Generation, other.Endpoint.Port));

    /// <summary>The form in which tables keep it.</summary>
    public string ToParsableString() => $"{Endpoint.Address}:{Endpoint.Port}@{Generation}";

    /// <inheritdoc/>
    public override string ToString() => $"S{Endpoint}:{Generation}";

    /// <summary>Order by age.</summary>
    public static bool operator <(SiloAddress left, SiloAddress right) => left.CompareTo(right) < 0;

    /// <summary>Order by age.</summary>
    public static bool operator >(SiloAddress left, SiloAddress right) => left.CompareTo(right) > 0;

    /// <summary>Order by age.</summary>
    public static bool operator <=(SiloAddress left, SiloAddress right) => left.CompareTo(right) <= 0;

    /// <summary>Order by age.</summary>
    public static bool operator >=(SiloAddress left, SiloAddress right) => left.CompareTo(right) >= 0;
}
