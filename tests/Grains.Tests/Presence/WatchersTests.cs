using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Grains.Presence;
using OrleansChat.Grains.Tests.Cluster;
using OrleansChat.Testing;

namespace OrleansChat.Grains.Tests.Presence;

public sealed class WatchersTests
{
    private readonly List<Guid> _told = [];
    private readonly HashSet<Guid> _away = [];
    private readonly Watchers _watchers;

    public WatchersTests() => _watchers = new Watchers(
        Guid.NewGuid(),
        StubGrains.Factory((_, conversation, _) =>
        {
            _told.Add(conversation);
            return _away.Contains(conversation) ? Task.FromException(new TimeoutException()) : Task.CompletedTask;
        }),
        new ManualTimeProvider(),
        TimeSpan.FromMinutes(1),
        NullLogger.Instance);

    [Fact]
    public async Task A_conversation_that_could_not_be_told_is_told_again_until_it_was()
    {
        var (one, other) = (Guid.NewGuid(), Guid.NewGuid());
        _watchers.Add(one);
        _watchers.Add(other);
        _away.Add(other);
        await _watchers.TellAsync(Nowhere);
        Assert.Equal([one, other], _told);
        await _watchers.TellStaleAsync(Nowhere);
        Assert.Equal([one, other, other], _told);
        _away.Clear();
        await _watchers.TellStaleAsync(Nowhere);
        await _watchers.TellStaleAsync(Nowhere);
        Assert.Equal([one, other, other, other], _told);
    }

    private static ImmutableArray<FrontAddress> Nowhere() => [];
}
