using System.Collections.Immutable;
using Orleans;

namespace OrleansChat.Grains.Interfaces.Paging;

/// <summary>
/// Which page of a list: <paramref name="Number"/> from 1, <paramref name="Limit"/> items on each, counted from the item after the first
/// <paramref name="Skip"/>.
/// </summary>
[GenerateSerializer, Immutable, Alias("page-request")]
public sealed record PageRequest([property: Id(0)] int Number, [property: Id(1)] int Limit, [property: Id(2)] long Skip = 0)
{
    /// <summary>Items before this page.</summary>
    public long Offset => Skip + ((Number - 1L) * Limit);

    /// <summary>The <paramref name="limit"/> items after the first <paramref name="offset"/>.</summary>
    public static PageRequest At(long offset, int limit) => new(1, limit, offset);
}

/// <summary>One page of a list and how many items the whole list has. Beyond the end: empty.</summary>
[GenerateSerializer, Immutable, Alias("page`1")]
public sealed record Page<T>([property: Id(0)] ImmutableArray<T> Items, [property: Id(1)] long Total);
