using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Contracts.Messenger;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger;

public sealed class MessengerPagingTests
{
    [Theory]
    [InlineData(null, null, 50, 0)]
    [InlineData("1", "0", 1, 0)]
    [InlineData("100", "250", 100, 250)]
    [InlineData("20", "99999999999999999999", 20, int.MaxValue)]
    public void What_makes_sense_is_asked_for(string? limit, string? offset, int expectedLimit, long expectedOffset)
    {
        var asked = MessengerPaging.Of(Query(("limit", limit), ("offset", offset)));

        Assert.Equal((expectedLimit, expectedOffset), (asked.Limit, asked.Offset));
        Assert.Equal((expectedLimit, expectedOffset), (asked.Request.Limit, asked.Request.Offset));
    }

    [Fact]
    public void A_list_may_have_another_number_of_items_by_default() => Assert.Equal(20, MessengerPaging.Of(Query(), defaultLimit: 20).Limit);

    [Theory]
    [InlineData("limit", "0")]
    [InlineData("limit", "101")]
    [InlineData("limit", "-1")]
    [InlineData("limit", "")]
    [InlineData("limit", "1.5")]
    [InlineData("limit", " 1")]
    [InlineData("limit", "\uff11")]
    [InlineData("limit", "99999999999")]
    [InlineData("offset", "-1")]
    [InlineData("offset", "")]
    [InlineData("offset", "abc")]
    [InlineData("offset", "1e3")]
    public void What_makes_no_sense_is_refused_by_name(string field, string value)
        => Assert.Equal(field, Assert.Throws<ChatException>(() => MessengerPaging.Of(Query((field, value)))).Field);

    [Theory]
    [InlineData(50, 0, 150, true, false)]
    [InlineData(50, 50, 150, true, true)]
    [InlineData(50, 100, 150, false, true)]
    [InlineData(50, 0, 50, false, false)]
    [InlineData(50, 0, 0, false, false)]
    [InlineData(50, 500, 150, false, true)]
    public void A_page_says_whether_there_is_more_before_and_after(int limit, long offset, long total, bool hasNext, bool hasPrevious)
        => Assert.Equal(new(limit, offset, total, hasNext, hasPrevious), MessengerPagination.Of(new(limit, offset), total));

    private static QueryCollection Query(params (string Name, string? Value)[] parameters)
        => new(parameters.Where(parameter => parameter.Value is not null).ToDictionary(parameter => parameter.Name, parameter => new StringValues(parameter.Value)));
}
