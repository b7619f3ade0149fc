using OrleansChat.Storage.Messages;

namespace OrleansChat.Grains.Conversations;

/// <summary>
/// The newest stored messages of a conversation, as they are now, so that neither many clients who come back at once nor those who open it
/// each ask the store. Whatever changes a message changes it here as well; what a slow read brings late undoes nothing. Large ones are fewer.
/// </summary>
internal sealed class RecentMessages(int capacity = 64)
{
    private readonly StoredMessage?[] _messages = new StoredMessage?[capacity];
    private readonly HashSet<Guid> _deletedSenders = [];
    private int _characters;
    private long _newest;

    /// <summary>About the characters that it holds at most, however long each message is.</summary>
    public const int Bound = 128 * 1024;

    /// <summary>Whether the messages are so long that it cannot hold as many as it has places for.</summary>
    public bool IsHeavy => _characters > Bound / 2;

    /// <summary>How many it holds at most.</summary>
    public int Capacity => capacity;

    /// <summary>Takes a stored message over, unless it holds a newer one or a later version of the same.</summary>
    public void Put(StoredMessage message)
    {
        ref var place = ref _messages[message.Sequence % capacity];
        if (place is not null && message.Sequence <= place.Sequence && (message.Sequence != place.Sequence || message.Change < place.Change))
            return;
        _characters += LengthOf(message) - LengthOf(place);
        _newest = Math.Max(_newest, message.Sequence);
        place = _deletedSenders.Contains(message.SenderId) ? message with { SenderDeleted = true } : message;
        if (_characters > Bound)
            LetGo();
    }

    /// <summary>Takes messages over that were read.</summary>
    public void Put(IReadOnlyList<StoredMessage> messages)
    {
        foreach (var message in messages)
            Put(message);
    }

    /// <summary>The account of a sender is deleted, whatever was read before says. Senders are members, or were: they are not many.</summary>
    public void MarkSenderDeleted(Guid senderId)
    {
        _deletedSenders.Add(senderId);
        foreach (ref var place in _messages.AsSpan())
        {
            if (place?.SenderId == senderId)
                place = place with { SenderDeleted = true };
        }
    }

    /// <summary>Drops the oldest until the others are few enough.</summary>
    private void LetGo()
    {
        for (var sequence = Math.Max(1, _newest - capacity + 1); _characters > Bound && sequence < _newest; sequence++)
        {
            ref var place = ref _messages[sequence % capacity];
            _characters -= LengthOf(place);
            place = null;
        }
    }

    private static int LengthOf(StoredMessage? message) => message is null ? 0 : message.Content.Length + (message.Metadata?.Length ?? 0);

    /// <summary>The message at that place; null when it is not held.</summary>
    public StoredMessage? Find(long sequence) =>
        _messages[sequence % capacity] is { } message && message.Sequence == sequence ? message : null;

    /// <summary>The messages of a range, ascending; null when one of them is not held.</summary>
    public IReadOnlyList<StoredMessage>? Range(long first, long last)
    {
        if (last - first >= capacity || Find(first) is null)
            return null;
        var range = new StoredMessage[last - first + 1];
        for (var i = 0; i < range.Length; i++)
        {
            if (Find(first + i) is not { } message)
                return null;
            range[i] = message;
        }

        return range;
    }
}
