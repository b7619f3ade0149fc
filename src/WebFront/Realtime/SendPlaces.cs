namespace OrleansChat.WebFront.Realtime;

/// <summary>
/// Numbers what one connection sends, and knows which send to a conversation is still without an answer: the next one names it, so
/// that the conversation takes them in order whatever happens on the way.
/// </summary>
public sealed class SendPlaces
{
    private readonly Lock _gate = new();
    private Dictionary<Guid, long>? _underWay;
    private long _number;

    /// <summary>A send begins. Called in the order in which the client sent.</summary>
    /// <returns>Its number, and that of the one before it to the same conversation that is not answered yet, or 0.</returns>
    public (long Number, long After) Begin(Guid conversation)
    {
        lock (_gate)
        {
            var after = 0L;
            _underWay?.TryGetValue(conversation, out after);
            (_underWay ??= [])[conversation] = ++_number;
            return (_number, after);
        }
    }

    /// <summary>A send was answered, or has failed.</summary>
    public void End(Guid conversation, long number)
    {
        lock (_gate)
        {
            if (_underWay is not null && _underWay.TryGetValue(conversation, out var last) && last == number)
                _underWay.Remove(conversation);
            if (_underWay is { Count: 0, Capacity: > 16 })
                _underWay = null;
        }
    }
}
