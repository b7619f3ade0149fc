using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Tests.Realtime;

public sealed class CommandSlotsTests
{
    private readonly CommandSlots _slots = new(2);

    [Fact]
    public async Task Slots_are_taken_at_once_while_there_are_some()
    {
        await _slots.TakeAsync();
        await _slots.TakeAsync();

        Assert.True(_slots.AreTaken);
        Assert.False(_slots.Return());
        Assert.True(_slots.Return());
        Assert.False(_slots.AreTaken);
    }

    [Fact]
    public async Task The_reader_waits_for_a_slot_and_gets_the_first_that_is_given_back()
    {
        await _slots.TakeAsync();
        await _slots.TakeAsync();

        var waiting = _slots.TakeAsync().AsTask();
        Assert.False(waiting.IsCompleted);
        Assert.False(_slots.Return());
        await waiting;

        Assert.False(_slots.Return());
        Assert.True(_slots.Return());
    }
}
