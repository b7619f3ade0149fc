using OrleansChat.Storage.Messages;

namespace OrleansChat.Grains.Conversations;

/// <summary>The newest stored messages of a conversation, so that many clients who come back at once do not each ask the store.</summary>
internal sealed class RecentMessages(int capacity = 64)
{
    private readonly StoredMessage?[] _messages = new StoredMessage?[capacity];

    /// <summary>How many it holds at most.</summary>
    public int Capacity => capacity;

    /// <summary>Takes a stored message over, unless it holds a newer one or a later version of the same.</summary>
    public void Put(StoredMessage message)
    {
        ref var place = ref _messages[message.Sequence % capacity];
        if (place is null || message.Sequence > place.Sequence || (message.Sequence == place.Sequence && message.Change >= place.Change))
            place = message;
    }

    /// <summary>Holds no message of a sender any more: something about the sender has changed.</summary>
    public void ForgetFrom(Guid senderId)
    {
        foreach (ref var place in _messages.AsSpan())
        {
            if (place?.SenderId == senderId)
                place = null;
        }
    }

    /// <summary>The message at that place; null when it is not held.</summary>
    public StoredMessage? Find(long sequence) =>
        _messages[sequence % capacity] is { } message && message.Sequence == sequence ? message : null;

    /// <summary>The messages of a range, ascending; null when one of them is not held.</summary>
    public IReadOnlyList<StoredMessage>? Range(long first, long last)
    {
        if (last - first >= capacity)
            return null;
        var range = new List<StoredMessage>();
        for (var sequence = first; sequence <= last; sequence++)
        {
            if (Find(sequence) is not { } message)
                return null;
            range.Add(message);
        }

        return range;
    }
}
