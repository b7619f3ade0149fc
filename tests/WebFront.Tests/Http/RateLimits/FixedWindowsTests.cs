using OrleansChat.Testing;
using OrleansChat.WebFront.Http.RateLimits;

namespace OrleansChat.WebFront.Tests.Http.RateLimits;

public sealed class FixedWindowsTests
{
    private static readonly RateLimit Three = new("three", 3, TimeSpan.FromMinutes(1), RateLimitSubject.Address);
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void A_window_takes_its_permits_and_no_more()
    {
        var windows = new FixedWindows(_clock, 100);

        var counts = Enumerable.Range(0, 5).Select(_ => windows.Take(Three, "a")).ToList();

        Assert.Equal([true, true, true, false, false], counts.Select(count => count.IsWithin));
        Assert.Equal([2, 1, 0, 0, 0], counts.Select(count => count.Remaining));
        Assert.All(counts, count => Assert.Equal(_clock.GetUtcNow() + TimeSpan.FromMinutes(1), count.Ends));
    }

    [Fact]
    public void A_window_begins_with_the_first_request_and_ends_on_time()
    {
        var windows = new FixedWindows(_clock, 100);
        for (var taken = 0; taken < 4; taken++)
            windows.Take(Three, "a");

        _clock.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        Assert.False(windows.Take(Three, "a").IsWithin);
        _clock.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(new RateLimitCount(true, 2, _clock.GetUtcNow() + TimeSpan.FromMinutes(1)), windows.Take(Three, "a"));
    }

    [Fact]
    public void Subjects_and_groups_do_not_share()
    {
        var windows = new FixedWindows(_clock, 100);
        for (var taken = 0; taken < 4; taken++)
            windows.Take(Three, "a");

        Assert.True(windows.Take(Three, "b").IsWithin);
        Assert.True(windows.Take(Three with { Group = "other" }, "a").IsWithin);
    }

    [Fact]
    public void Windows_that_ended_are_forgotten()
    {
        var windows = new FixedWindows(_clock, 160);
        for (var subject = 0; subject < 100; subject++)
            windows.Take(Three, $"old{subject}");

        _clock.Advance(TimeSpan.FromMinutes(1));
        for (var subject = 0; subject < 10; subject++)
            windows.Take(Three, $"new{subject}");

        Assert.InRange(windows.Count, 1, 10);
    }

    [Fact]
    public void However_many_subjects_come_memory_is_bounded()
    {
        var windows = new FixedWindows(_clock, 160);
        for (var subject = 0; subject < 10_000; subject++)
        {
            windows.Take(Three, $"{subject}");
            _clock.Advance(TimeSpan.FromTicks(1));
            Assert.InRange(windows.Count, 1, 170);
        }

        Assert.Equal(1, windows.Take(Three, "9999").Remaining);
    }

    [Fact]
    public void Requests_at_the_same_time_are_all_counted()
    {
        var windows = new FixedWindows(_clock, 100);

        var within = 0;
        Parallel.For(0, 1000, _ =>
        {
            if (windows.Take(Three with { Permits = 100 }, "a").IsWithin)
                Interlocked.Increment(ref within);
        });

        Assert.Equal(100, within);
    }
}
