using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Tests.Realtime;

public sealed class OutboundQueueTests
{
    private readonly OutboundQueue _queue = new(maxBytes: 10);

    [Fact]
    public void Frames_are_taken_in_the_order_they_came()
    {
        OutboundFrame[] frames = [Frame(1), Frame(2), Frame(1)];
        foreach (var frame in frames)
            _queue.Add(frame);

        Assert.Equal(frames, _queue.TakeAll());
        Assert.True(_queue.IsEmpty);
    }

    [Fact]
    public void What_is_being_written_counts_until_it_is_written()
    {
        _queue.Add(Frame(8));
        var batch = _queue.TakeAll();

        Assert.True(_queue.HasRoomFor(Frame(2)));
        Assert.False(_queue.HasRoomFor(Frame(3)));
        _queue.Written(batch);
        Assert.True(_queue.HasRoomFor(Frame(10)));
    }

    [Fact]
    public void An_empty_queue_takes_a_frame_beyond_the_bound_and_then_no_other()
    {
        Assert.True(_queue.HasRoomFor(Frame(11)));
        _queue.Add(Frame(11));

        Assert.False(_queue.HasRoomFor(Frame(1)));
    }

    [Fact]
    public void Clearing_forgets_what_waits_but_not_what_is_being_written()
    {
        _queue.Add(Frame(4));
        var batch = _queue.TakeAll();
        _queue.Add(Frame(6));

        _queue.Clear();

        Assert.True(_queue.IsEmpty);
        Assert.True(_queue.HasRoomFor(Frame(6)));
        Assert.False(_queue.HasRoomFor(Frame(7)));
        _queue.Written(batch);
        Assert.True(_queue.HasRoomFor(Frame(10)));
    }

    private static OutboundFrame Frame(int bytes) => new(new byte[bytes]);
}
