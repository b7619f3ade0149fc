using OrleansChat.Storage.Messages;

namespace OrleansChat.Grains.Conversations;

/// <summary>Reads of one conversation's log: those that ask for the same at the same time share one.</summary>
internal sealed class SharedReads(Guid conversationId, IMessageReader reader)
{
    private readonly Dictionary<(long Generation, bool Changes, long, long, int), Task<IReadOnlyList<StoredMessage>>> _reading = [];
    private long _generation;

    /// <summary>Something was stored: whoever asks from now on must see it, and shares no read that began before.</summary>
    public void BeginGeneration() => _generation++;

    /// <summary>The messages of a range, ascending.</summary>
    public Task<IReadOnlyList<StoredMessage>> RangeAsync(long first, long last) =>
        first > last
            ? Task.FromResult<IReadOnlyList<StoredMessage>>([])
            : ShareAsync((_generation, false, first, last, 0), () => reader.RangeAsync(conversationId, first, last));

    /// <summary>One message; null when there is none at that place.</summary>
    public async Task<StoredMessage?> FindAsync(long sequence) => await RangeAsync(sequence, sequence) is [var message] ? message : null;

    /// <summary>The messages up to a place that changed since, in order of change.</summary>
    public Task<IReadOnlyList<StoredMessage>> ChangedAsync(long after, long upTo, int limit) =>
        ShareAsync((_generation, true, after, upTo, limit), () => reader.ChangedAsync(conversationId, after, upTo, limit));

    private Task<IReadOnlyList<StoredMessage>> ShareAsync((long, bool, long, long, int) key, Func<Task<IReadOnlyList<StoredMessage>>> read)
    {
        if (_reading.TryGetValue(key, out var shared))
            return shared;
        var reading = ReadAsync(key, read);
        if (!reading.IsCompleted)
            _reading[key] = reading;
        return reading;
    }

    private async Task<IReadOnlyList<StoredMessage>> ReadAsync((long, bool, long, long, int) key, Func<Task<IReadOnlyList<StoredMessage>>> read)
    {
        try
        {
            return await read();
        }
        finally
        {
            _reading.Remove(key);
        }
    }
}
