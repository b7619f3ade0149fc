using System.Threading.Channels;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Storage.Writing;

/// <summary>What all conversations of this process want to have written, in order. Bounded: whoever comes to a full queue waits.</summary>
internal sealed class WriteQueue(TimeProvider clock)
{
    private const int GroupWrites = 2_048;
    private const int GroupBytes = 4 << 20;

    private readonly Channel<QueuedWrite> _writes = Channel.CreateBounded<QueuedWrite>(
        new BoundedChannelOptions(LogLimits.QueuedWrites) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private long _queued;

    /// <summary>How many wait.</summary>
    public int Count => _writes.Reader.Count;

    /// <summary>How many were queued since the start.</summary>
    public long Queued => Volatile.Read(ref _queued);

    /// <summary>Queues a write in the order of the calls; the task completes when it is durable.</summary>
    public Task EnqueueAsync(QueuedWrite write)
    {
        write.QueuedAt = clock.GetTimestamp();
        Interlocked.Increment(ref _queued);
        return _writes.Writer.TryWrite(write) ? write.Task : WaitForRoomAsync(write);
    }

    /// <summary>Waits until there is something to write; false when the queue is closed and empty.</summary>
    public ValueTask<bool> WaitAsync() => _writes.Reader.WaitToReadAsync();

    /// <summary>Takes whatever is queued, up to the size of one group.</summary>
    public void Take(List<QueuedWrite> group)
    {
        var bytes = 0;
        while (group.Count < GroupWrites && bytes < GroupBytes && _writes.Reader.TryRead(out var write))
        {
            bytes += write.Size;
            group.Add(write);
        }
    }

    /// <summary>Refuses all that have waited longer than <paramref name="limit"/>.</summary>
    public void RefuseOlderThan(TimeSpan limit, Exception cause)
    {
        while (_writes.Reader.TryPeek(out var oldest) && clock.GetElapsedTime(oldest.QueuedAt) >= limit && _writes.Reader.TryRead(out var write))
        {
            write.Refuse(cause);
            write.Finish();
        }
    }

    /// <summary>Takes no more writes; those queued are still written.</summary>
    public void Close() => _writes.Writer.TryComplete();

    private async Task WaitForRoomAsync(QueuedWrite write)
    {
        try
        {
            await _writes.Writer.WriteAsync(write);
        }
        catch (ChannelClosedException closed)
        {
            write.Refuse(closed);
            write.Finish();
        }

        await write.Task;
    }
}
