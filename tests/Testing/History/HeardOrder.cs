namespace OrleansChat.Testing.History;

/// <summary>What one observer took over of one conversation, in order. Messages heard again are kept only where they differ.</summary>
internal sealed class HeardOrder
{
    private readonly Lock _lock = new();
    private readonly List<SeenMessage> _messages = [];
    private readonly Dictionary<long, Guid> _places = [];
    private long _last;

    /// <summary>The first place; 0 for none.</summary>
    public long First
    {
        get
        {
            lock (_lock)
                return _messages.Count == 0 ? 0 : _messages[0].Sequence;
        }
    }

    /// <summary>The highest place; 0 for none.</summary>
    public long Last
    {
        get
        {
            lock (_lock)
                return _last;
        }
    }

    /// <summary>The messages in the order in which they were taken over.</summary>
    public IReadOnlyList<SeenMessage> Messages
    {
        get
        {
            lock (_lock)
                return [.. _messages];
        }
    }

    /// <summary>The next message.</summary>
    public void Add(SeenMessage message)
    {
        lock (_lock)
        {
            if (_places.TryGetValue(message.Sequence, out var known) && known == message.Id)
                return;
            _places[message.Sequence] = message.Id;
            _messages.Add(message);
            _last = Math.Max(_last, message.Sequence);
        }
    }
}
