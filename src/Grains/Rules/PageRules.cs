using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Paging;

namespace OrleansChat.Grains.Rules;

/// <summary>What a page may be.</summary>
internal static class PageRules
{
    /// <summary>Items on one page at most, whatever a contract allows.</summary>
    public const int Limit = 200;

    /// <summary>Items that may be skipped: no list is longer.</summary>
    public const long Skip = int.MaxValue;

    /// <summary>Refuses pages below the first, and offsets and sizes that are not 0 to <see cref="Skip"/> and 1 to <see cref="Limit"/>.</summary>
    public static void Check(PageRequest page)
    {
        if (page.Number < 1)
            throw new ChatException("page", "Must be 1 or more.");
        if (page.Skip is < 0 or > Skip)
            throw new ChatException("offset", $"Must be 0 to {Skip}.");
        CheckLimit(page.Limit);
    }

    /// <summary>Refuses sizes that are not 1 to <see cref="Limit"/>.</summary>
    public static void CheckLimit(int limit)
    {
        if (limit is < 1 or > Limit)
            throw new ChatException("limit", $"Must be 1 to {Limit}.");
    }
}
