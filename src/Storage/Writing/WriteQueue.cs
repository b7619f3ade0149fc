using System.Threading.Channels;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Storage.Writing;

/// <summary>
/// What all conversations of this process want to have written, in order. Bounded by count and by bytes, what is being written included:
/// a full queue refuses at once, so that a store that hangs costs a bounded amount of memory and callers learn that they may try again.
/// </summary>
internal sealed class WriteQueue(TimeProvider clock)
{
    private const int GroupWrites = 2_048;
    private const int GroupBytes = 4 << 20;

    private readonly Channel<QueuedWrite> _writes = Channel.CreateUnbounded<QueuedWrite>();
    private readonly Lock _room = new();
    private long _queued;
    private long _refused;
    private int _heldWrites;
    private long _heldBytes;

    /// <summary>How many wait.</summary>
    public int Count => _writes.Reader.Count;

    /// <summary>How many were queued since the start, but for the store's own upkeep.</summary>
    public long Queued => Volatile.Read(ref _queued);

    /// <summary>How many were refused since the start because the queue was full.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>About the bytes of what waits and of what is being written.</summary>
    public long HeldBytes => Volatile.Read(ref _heldBytes);

    /// <summary>Queues a write in the order of the calls; the task completes when it is durable.</summary>
    /// <exception cref="StoreUnavailableException">The queue is full. Thrown by the call itself: nothing was queued.</exception>
    public Task EnqueueAsync(QueuedWrite write)
    {
        Reserve(write.Size);
        write.Span = WriteTraces.Begin(write.SpanName);
        write.QueuedAt = clock.GetTimestamp();
        if (!write.IsUpkeep)
            Interlocked.Increment(ref _queued);
        if (!_writes.Writer.TryWrite(write))
        {
            write.Refuse(new ChannelClosedException());
            Finish(write);
        }

        return write.Task;
    }

    /// <summary>Waits until there is something to write; false when the queue is closed and empty.</summary>
    public ValueTask<bool> WaitAsync() => _writes.Reader.WaitToReadAsync();

    /// <summary>Takes whatever is queued, up to the size of one group. It counts until it is finished.</summary>
    public void Take(List<QueuedWrite> group)
    {
        var bytes = 0;
        while (group.Count < GroupWrites && bytes < GroupBytes && _writes.Reader.TryRead(out var write))
        {
            bytes += write.Size;
            group.Add(write);
        }
    }

    /// <summary>Tells the callers of a group that was taken, in its order, and empties it.</summary>
    public void Finish(List<QueuedWrite> group)
    {
        var bytes = 0L;
        foreach (var write in group)
            bytes += write.Size;
        Release(group.Count, bytes);
        foreach (var write in group)
            write.Finish();
        group.Clear();
    }

    /// <summary>Refuses all that have waited longer than <paramref name="limit"/>.</summary>
    public void RefuseOlderThan(TimeSpan limit, Exception cause)
    {
        while (_writes.Reader.TryPeek(out var oldest) && clock.GetElapsedTime(oldest.QueuedAt) >= limit && _writes.Reader.TryRead(out var write))
        {
            write.Refuse(cause);
            Finish(write);
        }
    }

    /// <summary>Takes no more writes; those queued are still written.</summary>
    public void Close() => _writes.Writer.TryComplete();

    private void Reserve(int bytes)
    {
        lock (_room)
        {
            if (_heldWrites >= LogLimits.QueuedWrites || _heldBytes + bytes > LogLimits.QueuedBytes)
            {
                _refused++;
                throw new StoreUnavailableException("Too many writes wait for the database.");
            }

            _heldWrites++;
            _heldBytes += bytes;
        }
    }

    private void Finish(QueuedWrite write)
    {
        Release(1, write.Size);
        write.Finish();
    }

    /// <summary>There is room before the caller learns of it: whoever was refused and tries again finds it.</summary>
    private void Release(int writes, long bytes)
    {
        lock (_room)
        {
            _heldWrites -= writes;
            _heldBytes -= bytes;
        }
    }
}
