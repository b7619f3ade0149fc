using System.Globalization;
using System.Reflection;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Paging;

namespace OrleansChat.WebFront.Contracts.Social;

/// <summary>Social's <c>page</c> (from 1) and <c>limit</c> (20, at most 100).</summary>
internal sealed record SocialPaging(PageRequest Request) : IBindableFromHttpContext<SocialPaging>
{
    /// <summary>Items on a page, unless the caller says otherwise.</summary>
    public const int DefaultLimit = 20;

    /// <summary>Items on a page at most.</summary>
    public const int MaxLimit = 100;

    /// <inheritdoc/>
    public static ValueTask<SocialPaging?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var query = context.Request.Query;
        return ValueTask.FromResult<SocialPaging?>(new(new PageRequest(
            Page(query["page"]),
            Number("limit", query["limit"], DefaultLimit, MaxLimit, $"must be an integer from 1 to {MaxLimit}."))));
    }

    /// <summary>No list is so long that a page beyond what can be counted has anything on it, nor the last one that can.</summary>
    private static int Page(string? text)
        => text is { Length: > 0 } && text.All(char.IsAsciiDigit) && !int.TryParse(text, CultureInfo.InvariantCulture, out _)
            ? int.MaxValue
            : Number("page", text, 1, int.MaxValue, "must be a positive integer.");

    private static int Number(string field, string? text, int absent, int max, string rule)
        => text is null ? absent
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= max ? number
            : throw new ChatException(field, rule);
}

/// <summary>Social's <c>query</c> of a search.</summary>
internal sealed record SocialQuery(string Text) : IBindableFromHttpContext<SocialQuery>
{
    /// <summary>Characters of a query.</summary>
    public const int MaxLength = 200;

    /// <inheritdoc/>
    public static ValueTask<SocialQuery?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var text = ((string?)context.Request.Query["query"])?.Trim();
        return text is { Length: > 0 and <= MaxLength } && !text.Contains('\0', StringComparison.Ordinal)
            ? ValueTask.FromResult<SocialQuery?>(new(text))
            : throw new ChatException("query", $"must be 1 to {MaxLength} characters.");
    }
}
