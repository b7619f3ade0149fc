using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Paging;
using OrleansChat.Grains.Rules;

namespace OrleansChat.Grains.Tests.Rules;

public sealed class PageRulesTests
{
    [Theory]
    [InlineData(1, 20, 0, 0)]
    [InlineData(3, 20, 0, 40)]
    [InlineData(1, 20, 7, 7)]
    [InlineData(3, 20, 7, 47)]
    [InlineData(int.MaxValue, 200, int.MaxValue, int.MaxValue + ((int.MaxValue - 1L) * 200))]
    public void A_page_begins_after_what_is_skipped_and_the_pages_before_it(int number, int limit, long skip, long offset)
    {
        var page = new PageRequest(number, limit, skip);

        PageRules.Check(page);
        Assert.Equal(offset, page.Offset);
    }

    [Fact]
    public void A_page_at_an_offset_is_the_first_after_it()
    {
        Assert.Equal(13, PageRequest.At(13, 5).Offset);
        Assert.Equal(5, PageRequest.At(13, 5).Limit);
    }

    [Theory]
    [InlineData(0, 20, 0, "page")]
    [InlineData(1, 20, -1, "offset")]
    [InlineData(1, 20, int.MaxValue + 1L, "offset")]
    [InlineData(1, 0, 0, "limit")]
    [InlineData(1, 201, 0, "limit")]
    public void What_no_list_has_is_refused(int number, int limit, long skip, string field)
        => Assert.Equal(field, Assert.Throws<ChatException>(() => PageRules.Check(new PageRequest(number, limit, skip))).Field);
}
