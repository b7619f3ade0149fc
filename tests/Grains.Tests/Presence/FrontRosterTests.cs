using Microsoft.Extensions.Logging.Abstractions;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Grains.Presence;
using OrleansChat.Grains.Tests.Cluster;
using OrleansChat.Testing;

namespace OrleansChat.Grains.Tests.Presence;

public sealed class FrontRosterTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly FrontAddress _front = new(Guid.NewGuid(), []);
    private readonly FrontRoster _roster;

    public FrontRosterTests()
    {
        var grains = StubGrains.Factory((_, _, _) => Task.FromResult(new FrontSurvey([], Settled: true, 1)));
        _roster = new FrontRoster(grains, _time, NullLogger<FrontRoster>.Instance);
    }

    public void Dispose() => _roster.Dispose();

    [Fact]
    public async Task A_front_that_is_newer_than_the_list_is_not_lost_until_a_later_list_misses_it()
    {
        await _roster.SurveyAsync();
        _time.Advance(TimeSpan.FromMilliseconds(500));
        _roster.Follow(Guid.NewGuid(), _front);
        Assert.Empty(await _roster.ListLostAsync([_front]));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([_front], await _roster.ListLostAsync([_front]));
    }
}
