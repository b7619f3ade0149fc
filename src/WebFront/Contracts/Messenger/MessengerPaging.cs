using System.Globalization;
using System.Reflection;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Paging;

namespace OrleansChat.WebFront.Contracts.Messenger;

/// <summary>Messenger's <c>limit</c> (50, at most 100) and <c>offset</c> (from 0).</summary>
internal sealed record MessengerPaging(int Limit, long Offset) : IBindableFromHttpContext<MessengerPaging>
{
    /// <summary>Items on a page, unless the caller says otherwise.</summary>
    public const int DefaultLimit = 50;

    /// <summary>Items on a page at most.</summary>
    public const int MaxLimit = 100;

    /// <summary>What the limit has to be.</summary>
    public static readonly string LimitRule = $"must be an integer from 1 to {MaxLimit}.";

    private const string LimitField = "limit";
    private const string OffsetField = "offset";

    /// <summary>The same, as grains are asked.</summary>
    public PageRequest Request => PageRequest.At(Offset, Limit);

    /// <inheritdoc/>
    public static ValueTask<MessengerPaging?> BindAsync(HttpContext context, ParameterInfo parameter)
        => ValueTask.FromResult<MessengerPaging?>(Of(context.Request.Query));

    /// <summary>What a query asks for, where the document shows another number of items.</summary>
    /// <exception cref="ChatException">Either makes no sense.</exception>
    public static MessengerPaging Of(IQueryCollection query, int defaultLimit = DefaultLimit) => new(ReadLimit(query, defaultLimit), ReadOffset(query[OffsetField]));

    /// <summary>Only the limit, of a list that goes on from a cursor.</summary>
    /// <exception cref="ChatException">It makes no sense.</exception>
    public static int ReadLimit(IQueryCollection query, int defaultLimit = DefaultLimit)
    {
        string? text = query[LimitField];
        return text is null ? defaultLimit
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit ? limit
            : throw new ChatException(LimitField, LimitRule);
    }

    /// <summary>No list is so long that what lies beyond a number of 32 bits has anything in it.</summary>
    private static long ReadOffset(string? text)
    {
        if (text is null)
            return 0;
        if (text.Length == 0 || !text.All(char.IsAsciiDigit))
            throw new ChatException(OffsetField, "must be an integer from 0.");
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset : int.MaxValue;
    }
}

/// <summary>Where a page stands in its list.</summary>
internal sealed record MessengerPagination(int Limit, long Offset, long Total, bool HasNext, bool HasPrev)
{
    /// <summary>Where the page stands that was asked for.</summary>
    public static MessengerPagination Of(MessengerPaging asked, long total)
        => new(asked.Limit, asked.Offset, total, asked.Offset + asked.Limit < total, asked.Offset > 0 && total > 0);
}
