using OrleansChat.Storage.Search;
using OrleansChat.Testing;

namespace OrleansChat.Storage.Tests.Search;

public sealed class IndexPaceTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(2);

    private readonly ManualTimeProvider _clock = new();
    private readonly IndexPace _pace;

    public IndexPaceTests() => _pace = new IndexPace(_clock);

    [Fact]
    public void While_no_messages_come_it_does_not_rest() => Assert.Equal(TimeSpan.Zero, _pace.RestAfter(Step, more: true, busy: false));

    [Fact]
    public void While_messages_come_a_twentieth_of_the_time_is_its() => Assert.Equal(19 * Step, _pace.RestAfter(Step, more: true, busy: true));

    [Fact]
    public void The_longer_it_is_behind_the_less_it_rests_until_it_rests_no_more()
    {
        var last = _pace.RestAfter(Step, more: true, busy: true);
        for (var tenth = 1; tenth <= 10; tenth++)
        {
            _clock.Advance(IndexPace.LongestLag / 10);
            var rest = _pace.RestAfter(Step, more: true, busy: true);
            Assert.True(rest < last);
            last = rest;
        }

        Assert.Equal(TimeSpan.Zero, last);
    }

    [Fact]
    public void Once_it_has_caught_up_it_takes_its_time_again()
    {
        _clock.Advance(2 * IndexPace.LongestLag);
        Assert.Equal(TimeSpan.Zero, _pace.RestAfter(Step, more: true, busy: true));
        Assert.Equal(19 * Step, _pace.RestAfter(Step, more: false, busy: true));
    }

    [Fact]
    public void After_a_long_step_it_rests_a_second() => Assert.Equal(TimeSpan.FromSeconds(1), _pace.RestAfter(TimeSpan.FromMinutes(1), more: true, busy: true));
}
