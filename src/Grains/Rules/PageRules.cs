using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Paging;

namespace OrleansChat.Grains.Rules;

/// <summary>What a page may be.</summary>
internal static class PageRules
{
    /// <summary>Items on one page at most, whatever a contract allows.</summary>
    public const int Limit = 200;

    /// <summary>Refuses pages below the first and sizes that are not 1 to <see cref="Limit"/>.</summary>
    public static void Check(PageRequest page)
    {
        if (page.Number < 1)
            throw new ChatException("page", "Must be 1 or more.");
        CheckLimit(page.Limit);
    }

    /// <summary>Refuses sizes that are not 1 to <see cref="Limit"/>.</summary>
    public static void CheckLimit(int limit)
    {
        if (limit is < 1 or > Limit)
            throw new ChatException("limit", $"Must be 1 to {Limit}.");
    }
}
