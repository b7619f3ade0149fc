using System.Collections.Immutable;
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
        Assert.True(_whereabouts.Leave(_one.Id));
        Assert.False(_whereabouts.Leave(_one.Id));
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

    [Fact]
    public void A_front_is_lost_when_two_checks_in_a_row_miss_it()
    {
        _whereabouts.Arrive(_one);
        _whereabouts.Arrive(_other);
        Assert.False(_whereabouts.DropLost([_other]));
        Assert.False(_whereabouts.DropLost([_one, _other]));
        Assert.False(_whereabouts.DropLost([_other]));
        Assert.True(_whereabouts.DropLost([_other]));
        Assert.Equal([_other], _whereabouts.Fronts);
    }

    [Fact]
    public void A_front_that_says_so_itself_is_not_lost()
    {
        _whereabouts.Arrive(_one);
        _whereabouts.DropLost(ImmutableArray<FrontAddress>.Empty);
        _whereabouts.Arrive(_one);
        Assert.False(_whereabouts.DropLost(ImmutableArray<FrontAddress>.Empty));
    }
}
