using OrleansChat.Storage.Messages;

namespace OrleansChat.Grains.Conversations;

/// <summary>
/// The messages that are being changed right now, each with the changes that are queued already: so that of two who
/// change one message at once the second sees what the first did, and neither waits for the other's commit.
/// </summary>
internal sealed class ChangingMessages(Func<long, Task<StoredMessage?>> read)
{
    private readonly Dictionary<long, Entry> _entries = [];

    /// <summary>
    /// Looks at a message and changes it: <paramref name="change"/> gets the latest version, decides, queues its write and
    /// sets the new version, all without waiting. Done when the write is.
    /// </summary>
    public async Task ChangeAsync(long sequence, Func<ChangingMessage, Task> change)
    {
        if (!_entries.TryGetValue(sequence, out var entry))
            _entries[sequence] = entry = new Entry(read(sequence));
        entry.Users++;
        try
        {
            var stored = await entry.Reading;
            entry.Message ??= new ChangingMessage(stored);
            await change(entry.Message);
        }
        finally
        {
            if (--entry.Users == 0)
                _entries.Remove(sequence);
        }
    }

    private sealed class Entry(Task<StoredMessage?> reading)
    {
        public Task<StoredMessage?> Reading { get; } = reading;

        public ChangingMessage? Message { get; set; }

        public int Users { get; set; }
    }
}

/// <summary>A message with all changes that are queued; null when there is no such message.</summary>
internal sealed class ChangingMessage(StoredMessage? latest)
{
    /// <summary>The latest version.</summary>
    public StoredMessage? Latest { get; set; } = latest;

    /// <summary>The last queued write.</summary>
    public Task Write { get; set; } = Task.CompletedTask;
}
