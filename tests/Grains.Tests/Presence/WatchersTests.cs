using Microsoft.Extensions.Logging.Abstractions;
using OrleansChat.Grains.Presence;
using OrleansChat.Grains.Tests.Cluster;
using OrleansChat.Testing;

namespace OrleansChat.Grains.Tests.Presence;

public sealed class WatchersTests
{
    private readonly List<Guid> _told = [];
    private readonly List<bool> _late = [];
    private readonly HashSet<Guid> _away = [];
    private readonly ManualTimeProvider _time = new();
    private readonly Watchers _watchers;

    public WatchersTests() => _watchers = new Watchers(
        Guid.NewGuid(),
        () => [],
        StubGrains.Factory((_, conversation, _, arguments) =>
        {
            _told.Add(conversation);
            _late.Add((bool)arguments[2]!);
            return _away.Contains(conversation) ? Task.FromException(new TimeoutException()) : Task.CompletedTask;
        }),
        _time,
        TimeSpan.FromMinutes(1),
        NullLogger.Instance);

    [Fact]
    public async Task A_conversation_that_could_not_be_told_is_told_again_until_it_was()
    {
        var (one, other) = (Guid.NewGuid(), Guid.NewGuid());
        _watchers.Add(one, inDoubt: false);
        _watchers.Add(other, inDoubt: false);
        _away.Add(other);
        await _watchers.TellAsync(late: false);
        Assert.Equal([one, other], _told);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([one, other, other], _told);
        _away.Clear();
        _time.Advance(TimeSpan.FromSeconds(2));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([one, other, other, other], _told);
        Assert.Equal([false, false, true, true], _late);
    }

    [Fact]
    public async Task Only_those_who_are_in_doubt_are_told_that_nobody_spoke_up()
    {
        var (one, other) = (Guid.NewGuid(), Guid.NewGuid());
        Assert.False(_watchers.Add(one, inDoubt: true));
        Assert.False(_watchers.Add(other, inDoubt: false));
        Assert.True(_watchers.Add(other, inDoubt: false));
        await _watchers.TellDoubtersAsync();
        await _watchers.TellDoubtersAsync();
        Assert.Equal([one], _told);
    }
}
