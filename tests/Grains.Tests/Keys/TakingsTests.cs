using OrleansChat.Grains.Keys;
using OrleansChat.Testing;

namespace OrleansChat.Grains.Tests.Keys;

public sealed class TakingsTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly Takings _takings;
    private readonly Guid _ann = Guid.NewGuid();

    public TakingsTests() => _takings = new Takings(2, _time);

    [Fact]
    public void Each_asker_has_a_number_of_their_own_and_it_comes_back_after_an_hour()
    {
        Assert.Equal([true, true, false], [_takings.TryTake(_ann), _takings.TryTake(_ann), _takings.TryTake(_ann)]);
        Assert.True(_takings.TryTake(Guid.NewGuid()));

        _time.Advance(Takings.Window - TimeSpan.FromSeconds(1));
        Assert.False(_takings.TryTake(_ann));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_takings.TryTake(_ann));
    }

    [Fact]
    public void Askers_are_bounded()
    {
        for (var i = 0; i < Takings.Bound; i++)
            Assert.True(_takings.TryTake(Guid.NewGuid()));

        Assert.False(_takings.TryTake(_ann));
        _time.Advance(Takings.Window);
        Assert.True(_takings.TryTake(_ann));
    }
}
