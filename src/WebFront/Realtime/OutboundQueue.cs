namespace OrleansChat.WebFront.Realtime;

/// <summary>What waits to be written to one client, bounded in bytes. Not thread-safe: its session locks.</summary>
/// <param name="maxBytes">Bytes queued and being written.</param>
internal sealed class OutboundQueue(int maxBytes)
{
    /// <summary>A list that grew beyond this in a burst is not kept for the next one.</summary>
    private const int KeptCapacity = 16;

    private List<OutboundFrame> _frames = [];
    private List<OutboundFrame>? _spare;
    private long _bytes;

    /// <summary>Bytes queued and being written; may be asked without the session's lock.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Whether nothing waits; a batch that is being written does not wait.</summary>
    public bool IsEmpty => _frames.Count == 0;

    /// <summary>Whether a frame fits. An empty queue takes any: a single frame beyond the bound could never be delivered otherwise.</summary>
    public bool HasRoomFor(OutboundFrame frame) => _bytes == 0 || _bytes + frame.Length <= maxBytes;

    /// <summary>Queues a frame, whatever the bound says.</summary>
    public void Add(OutboundFrame frame)
    {
        _frames.Add(frame);
        _bytes += frame.Length;
    }

    /// <summary>Takes everything that waits; <see cref="Written"/> gives the list back.</summary>
    public List<OutboundFrame> TakeAll()
    {
        var batch = _frames;
        _frames = _spare ?? [];
        _spare = null;
        return batch;
    }

    /// <summary>A batch was written: its bytes no longer count.</summary>
    public void Written(List<OutboundFrame> batch)
    {
        _bytes -= Sum(batch);
        batch.Clear();
        _spare = batch.Capacity <= KeptCapacity ? batch : null;
    }

    /// <summary>Drops what waits.</summary>
    public void Clear()
    {
        _bytes -= Sum(_frames);
        _frames.Clear();
        if (_frames.Capacity > KeptCapacity)
            _frames = [];
    }

    private static long Sum(List<OutboundFrame> frames)
    {
        long sum = 0;
        foreach (var frame in frames)
            sum += frame.Length;
        return sum;
    }
}
