namespace OrleansChat.Testing.History;

/// <summary>Compares what was seen with what is stored, which it is told first.</summary>
internal sealed class HistoryCheck
{
    private readonly Dictionary<Guid, IReadOnlyList<KeptMessage>> _stored = [];
    private readonly Dictionary<Guid, SendKey> _ownerOf = [];
    private readonly List<string> _violations = [];

    /// <summary>What does not hold.</summary>
    public IReadOnlyList<string> Violations => _violations;

    /// <summary>The store's own order: no gap, no message twice, no operation twice.</summary>
    public void Stored(Guid conversation, IReadOnlyList<KeptMessage> messages)
    {
        _stored[conversation] = messages;
        var ids = new HashSet<Guid>();
        var sends = new HashSet<SendKey>();
        for (var index = 0; index < messages.Count; index++)
        {
            var (message, sender, operation) = messages[index];
            if (message.Conversation != conversation || message.Sequence != index + 1)
                _violations.Add($"The store of {conversation} has {message} where {index + 1} should be.");
            if (!ids.Add(message.Id))
                _violations.Add($"The store has {message} twice.");
            if (operation is not null && !sends.Add(new SendKey(conversation, sender, operation)))
                _violations.Add($"The store has {new SendKey(conversation, sender, operation)} twice, once as {message}.");
        }
    }

    /// <summary>What was acknowledged is stored there, and all answers agree.</summary>
    public void Acknowledged(SendKey send, IReadOnlyList<SeenMessage> messages)
    {
        if (messages.Count > 1)
            _violations.Add($"The {send} was acknowledged as {string.Join(" and as ", messages)}.");
        foreach (var message in messages)
        {
            if (message.Conversation != send.Conversation)
                _violations.Add($"The {send} was acknowledged as {message}.");
            if (_ownerOf.TryGetValue(message.Id, out var other))
                _violations.Add($"The {send} and the {other} were acknowledged as one, {message}.");
            _ownerOf[message.Id] = send;
            if (Find(message) is not { } kept)
                _violations.Add($"The {send} was acknowledged as {message}, which is not stored.");
            else if (kept.Sender != send.Sender || (kept.Operation is not null && kept.Operation != send.Operation))
                _violations.Add($"The {send} was acknowledged as {message}, which is another's.");
        }
    }

    /// <summary>What was heard is stored, and was heard in the store's order without a gap.</summary>
    public void Heard(string observer, Guid conversation, HeardOrder order)
    {
        var last = 0L;
        foreach (var message in order.Messages)
        {
            if (Find(message) is null)
                _violations.Add($"{observer} heard {message}, which is not stored.");
            if (last != 0 && message.Sequence != last + 1)
                _violations.Add($"{observer} heard {message.Sequence} of {conversation} after {last}.");
            last = message.Sequence;
        }
    }

    /// <summary>Something was heard before it was durable.</summary>
    public void TooEarly(string observer, SeenMessage message) => _violations.Add($"{observer} heard {message} before it was durable.");

    /// <summary>An observer has heard everything after a place.</summary>
    public void Complete(string observer, Guid conversation, long after, long last, long first)
    {
        var head = _stored.TryGetValue(conversation, out var messages) ? messages.Count : 0;
        if (last < head && after < head)
            _violations.Add($"{observer} heard {conversation} up to {last} of {head} only.");
        if (first > after + 1)
            _violations.Add($"{observer} heard {conversation} from {first} on only, not from {after + 1}.");
    }

    private KeptMessage? Find(SeenMessage message) =>
        _stored.TryGetValue(message.Conversation, out var messages)
        && message.Sequence >= 1 && message.Sequence <= messages.Count
        && messages[(int)message.Sequence - 1] is var kept && kept.Message == message
            ? kept
            : null;
}
