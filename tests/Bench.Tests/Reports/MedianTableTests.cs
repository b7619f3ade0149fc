using OrleansChat.Load.Reports;

namespace OrleansChat.Bench.Tests.Reports;

public sealed class MedianTableTests
{
    [Fact]
    public void The_median_is_the_middle_one() => Assert.Equal(3, MedianTable.Median([9, 1, 3]));

    [Fact]
    public void Or_between_the_two_in_the_middle() => Assert.Equal(2.5, MedianTable.Median([4, 1, 2, 3]));

    [Fact]
    public void Nothing_has_none() => Assert.Null(MedianTable.Median([]));
}
