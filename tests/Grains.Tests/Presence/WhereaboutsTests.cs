using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Grains.Presence;

namespace OrleansChat.Grains.Tests.Presence;

public sealed class WhereaboutsTests
{
    private readonly FrontAddress _one = new(Guid.NewGuid(), []);
    private readonly FrontAddress _other = new(Guid.NewGuid(), []);
    private readonly Whereabouts _whereabouts = new();

    [Fact]
    public void A_front_that_arrives_twice_is_no_news()
    {
        Assert.True(_whereabouts.Arrive(_one));
        Assert.False(_whereabouts.Arrive(_one));
        Assert.True(_whereabouts.Arrive(_other));
        Assert.Equal([_one, _other], _whereabouts.Fronts);
        Assert.True(_whereabouts.IsOnline);
    }

    [Fact]
    public void A_user_goes_offline_only_without_a_front_and_once()
    {
        _whereabouts.Arrive(_one);
        Assert.False(_whereabouts.TryGoOffline());
        Assert.Equal(_one, _whereabouts.Leave(_one.Id));
        Assert.Null(_whereabouts.Leave(_one.Id));
        Assert.True(_whereabouts.IsOnline);
        Assert.True(_whereabouts.TryGoOffline());
        Assert.False(_whereabouts.TryGoOffline());
        Assert.False(_whereabouts.IsOnline);
    }

    [Fact]
    public void Coming_back_in_time_is_not_noticed()
    {
        _whereabouts.Arrive(_one);
        _whereabouts.Leave(_one.Id);
        _whereabouts.Arrive(_other);
        Assert.False(_whereabouts.TryGoOffline());
        Assert.True(_whereabouts.IsOnline);
    }
}
