using OrleansChat.Grains.Conversations;
using OrleansChat.Testing;

namespace OrleansChat.Grains.Tests.Conversations;

public sealed class SendArrivalsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>One turn at a time, as in an activation.</summary>
    private readonly TaskScheduler _turns = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
    private readonly ManualTimeProvider _time = new();
    private readonly Guid _connection = Guid.NewGuid();
    private readonly List<long> _taken = [];
    private readonly SendArrivals _arrivals;

    public SendArrivalsTests() => _arrivals = new SendArrivals(_time);

    [Fact]
    public void Who_has_nothing_else_under_way_waits_for_nothing()
    {
        Assert.True(_arrivals.TryTake(_connection, 7, after: 0));
        Assert.True(_arrivals.TryTake(_connection, 9, after: 7));
        Assert.True(_arrivals.TryTake(Guid.NewGuid(), 1, after: 0));
    }

    [Fact]
    public async Task Sends_that_overtook_each_other_are_taken_in_the_order_in_which_they_were_sent()
    {
        var sends = new[] { TakeAsync(4, 3), TakeAsync(2, 1), TakeAsync(3, 2) };
        await NothingRunsAsync();
        Assert.Empty(_taken);

        await TakeAsync(1, 0);
        await Task.WhenAll(sends).WaitAsync(Limit);

        Assert.Equal([1, 2, 3, 4], _taken);
    }

    [Fact]
    public async Task One_that_never_comes_is_waited_for_no_longer_than_a_second_and_those_behind_it_stay_in_order()
    {
        var third = TakeAsync(3, 2);
        var second = TakeAsync(2, 1);
        await NothingRunsAsync();
        _time.Advance(SendArrivals.Patience - TimeSpan.FromMilliseconds(1));
        await NothingRunsAsync();
        Assert.Empty(_taken);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        await Task.WhenAll(second, third).WaitAsync(Limit);
        Assert.Equal([2, 3], _taken);
    }

    [Fact]
    public async Task Other_connections_wait_for_nobody()
    {
        var held = TakeAsync(2, 1);
        await TakeAsync(9, 0, Guid.NewGuid());
        Assert.Equal([9], _taken);
        await TakeAsync(1, 0);
        await held.WaitAsync(Limit);
    }

    [Fact]
    public void A_send_that_is_repeated_holds_up_nothing_that_came_after_it()
    {
        Assert.True(_arrivals.TryTake(_connection, 1, after: 0));
        Assert.True(_arrivals.TryTake(_connection, 2, after: 1));
        Assert.True(_arrivals.TryTake(_connection, 1, after: 0));
        Assert.True(_arrivals.TryTake(_connection, 3, after: 2));
    }

    [Fact]
    public void However_many_connections_send_only_the_latest_are_remembered()
    {
        Assert.True(_arrivals.TryTake(_connection, 1, after: 0));
        for (var i = 0; i < 2 * SendArrivals.Bound; i++)
            Assert.True(_arrivals.TryTake(Guid.NewGuid(), 1, after: 0));
        Assert.False(_arrivals.TryTake(_connection, 2, after: 1));
    }

    private Task TakeAsync(long number, long after, Guid? connection = null) => InTurnAsync(async () =>
    {
        await _arrivals.TakeAsync(connection ?? _connection, number, after);
        _taken.Add(number);
    });

    private Task NothingRunsAsync() => InTurnAsync(() => Task.CompletedTask);

    private Task InTurnAsync(Func<Task> turn) => Task.Factory.StartNew(turn, CancellationToken.None, TaskCreationOptions.None, _turns).Unwrap();
}
