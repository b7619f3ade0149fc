using OrleansChat.Grains.Conversations;
using OrleansChat.Grains.Interfaces.Conversations;

namespace OrleansChat.Grains.Tests.Conversations;

public sealed class SendOrderTests
{
    private readonly SendOrder _order = new();
    private readonly Guid _sender = Guid.NewGuid();
    private readonly List<string> _queued = [];

    [Fact]
    public async Task A_quick_message_does_not_overtake_a_slow_one_of_its_sender()
    {
        var check = new TaskCompletionSource();
        var slow = Enter(_sender, "slow", check.Task);
        var quick = Enter(_sender, "quick", Task.CompletedTask);
        var last = Enter(_sender, "last", Task.CompletedTask);
        Assert.Empty(_queued);

        check.SetResult();
        await Task.WhenAll(slow, quick, last);
        Assert.Equal(["slow", "quick", "last"], _queued);
    }

    [Fact]
    public async Task Nobody_waits_for_another_sender()
    {
        var check = new TaskCompletionSource();
        var slow = Enter(_sender, "slow", check.Task);
        Assert.True(Enter(Guid.NewGuid(), "other", Task.CompletedTask).IsCompletedSuccessfully);
        check.SetResult();
        await slow;
        Assert.Equal(["other", "slow"], _queued);
    }

    [Fact]
    public async Task A_refused_message_holds_up_nothing()
    {
        var check = new TaskCompletionSource();
        var refused = Enter(_sender, "refused", check.Task);
        var next = Enter(_sender, "next", Task.CompletedTask);
        check.SetException(new InvalidOperationException());
        await Assert.ThrowsAsync<InvalidOperationException>(() => refused);
        await next;
        Assert.Equal(["next"], _queued);
    }

    [Fact]
    public async Task An_answer_that_is_not_durable_yet_holds_up_nothing()
    {
        var durable = new TaskCompletionSource<Message>();
        var first = await _order.EnterAsync(_sender, () => Task.FromResult(durable.Task));
        Assert.False(first.IsCompleted);
        Assert.True(Enter(_sender, "next", Task.CompletedTask).IsCompletedSuccessfully);
    }

    private Task<Task<Message>> Enter(Guid sender, string text, Task check) => _order.EnterAsync(sender, async () =>
    {
        await check;
        _queued.Add(text);
        return new TaskCompletionSource<Message>().Task;
    });
}
