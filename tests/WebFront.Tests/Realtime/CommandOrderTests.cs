using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Tests.Realtime;

public sealed class CommandOrderTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly CommandOrder _order = new();
    private readonly List<string> _begun = [];
    private readonly TaskCompletionSource<int> _first = new();

    [Fact]
    public async Task What_begins_in_order_does_not_wait_for_what_began_before()
    {
        var first = _order.BeginAsync(task => Begin("first", task), _first.Task);
        var second = _order.BeginAsync(answer => Begin("second", Task.FromResult(answer)), 2);

        Assert.Equal(["first", "second"], _begun);
        Assert.True(second.IsCompletedSuccessfully);
        _first.SetResult(1);
        Assert.Equal(1, await first.WaitAsync(Limit));
    }

    [Fact]
    public async Task What_is_done_whole_keeps_everything_behind_it_in_order()
    {
        var whole = _order.WholeAsync(() => Begin("whole", _first.Task));
        var later = Task.WhenAll(
            _order.BeginAsync(answer => Begin("send", Task.FromResult(answer)), 2),
            _order.WholeAsync(() => Begin("edit", Task.FromResult(3))),
            _order.BeginAsync(answer => Begin("another send", Task.FromResult(answer)), 4));
        Assert.Equal(["whole"], _begun);

        _first.SetResult(1);

        var answers = await later.WaitAsync(Limit);
        Assert.Equal([2, 3, 4], answers);
        Assert.Equal(["whole", "send", "edit", "another send"], _begun);
        Assert.Equal(1, await whole);
    }

    [Fact]
    public async Task What_fails_holds_nothing_up()
    {
        var failed = _order.WholeAsync(() => Begin("failed", _first.Task));
        var thrown = _order.BeginAsync<string, int>(why => throw new InvalidOperationException(why), "at once");
        var next = _order.WholeAsync(() => Begin("next", Task.FromResult(2)));

        _first.SetException(new InvalidOperationException("later"));

        Assert.Equal(2, await next.WaitAsync(Limit));
        await Assert.ThrowsAsync<InvalidOperationException>(() => failed);
        await Assert.ThrowsAsync<InvalidOperationException>(() => thrown);
    }

    private Task<int> Begin(string name, Task<int> command)
    {
        _begun.Add(name);
        return command;
    }
}
