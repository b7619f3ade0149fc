using System.Collections.Concurrent;

namespace OrleansChat.Testing.History;

/// <summary>
/// What clients saw while things broke, and whether that is what was promised (design, section 4). A test records every answer to a
/// send, everything that each observer took over, and when all is over what the store has; then <see cref="Verify"/> tells.
/// <para>It holds when, in every conversation:</para>
/// <list type="bullet">
/// <item>the store has the places 1, 2, 3, … without a gap, each message once, each operation id of a sender once;</item>
/// <item>whatever was acknowledged is stored, at the place that was acknowledged;</item>
/// <item>all answers to one send, retries included, name the same message and place;</item>
/// <item>every observer took over one gap-free order, the store's, from the first message it saw on;</item>
/// <item>nothing was heard that is not stored (and, where <see cref="Durable"/> is recorded, not before it was);</item>
/// <item>whoever was expected to have heard everything has.</item>
/// </list>
/// <para>Safe for concurrent use. What one observer heard has to be recorded in order, by one caller at a time.</para>
/// </summary>
public sealed class RecordedHistory
{
    private readonly ConcurrentDictionary<SendKey, ConcurrentDictionary<SeenMessage, bool>> _acknowledged = new();
    private readonly ConcurrentDictionary<(string Observer, Guid Conversation), HeardOrder> _heard = new();
    private readonly ConcurrentDictionary<(string Observer, Guid Conversation), long> _expected = new();
    private readonly ConcurrentDictionary<Guid, IReadOnlyList<KeptMessage>> _stored = new();
    private readonly ConcurrentDictionary<SeenMessage, bool> _durable = new();
    private readonly ConcurrentDictionary<(string Observer, SeenMessage Message), bool> _tooEarly = new();
    private long _acknowledgements;
    private volatile bool _watchesDurability;

    /// <summary>Sends that were answered positively at least once.</summary>
    public int AcknowledgedSends => _acknowledged.Count;

    /// <summary>Positive answers, those to retries included.</summary>
    public long Acknowledgements => Interlocked.Read(ref _acknowledgements);

    /// <summary>A send was answered positively: this is the message. Called for every such answer, not only the first.</summary>
    public void Acknowledged(SendKey send, SeenMessage message)
    {
        Interlocked.Increment(ref _acknowledgements);
        _acknowledged.GetOrAdd(send, _ => new()).TryAdd(message, true);
    }

    /// <summary>
    /// An observer (a connection, device or client: any name) took over a message: live, or from an answer to resume. An observer
    /// that notices a gap resumes and records what it was answered before what it heard meanwhile, as docs/resume.md tells clients to.
    /// The same message heard once more is no mistake: clients tell it apart by its place.
    /// </summary>
    public void Heard(string observer, SeenMessage message)
    {
        if (_watchesDurability && !_durable.ContainsKey(message))
            _tooEarly.TryAdd((observer, message), true);
        _heard.GetOrAdd((observer, message.Conversation), _ => new HeardOrder()).Add(message);
    }

    /// <summary>The highest place that an observer took over in a conversation; 0 for none. What comes next is one higher, or there is a gap.</summary>
    public long LastHeard(string observer, Guid conversation) =>
        _heard.TryGetValue((observer, conversation), out var order) ? order.Last : 0;

    /// <summary>
    /// A commit of this message is known to be durable. From the first call on, whatever is heard without (or before) its own such
    /// call is a violation. For tests that see the commits; others leave it out.
    /// </summary>
    public void Durable(SeenMessage message)
    {
        _durable.TryAdd(message, true);
        _watchesDurability = true;
    }

    /// <summary>At the end this observer must have heard everything of a conversation after the place <paramref name="after"/>.</summary>
    public void Expect(string observer, Guid conversation, long after = 0) => _expected[(observer, conversation)] = after;

    /// <summary>All messages of a conversation, in order, read from the store when nothing is sent any more.</summary>
    public void Stored(Guid conversation, IReadOnlyList<KeptMessage> messages) => _stored[conversation] = messages;

    /// <summary>What was recorded does not hold: every violation, one sentence each. Empty when it does.</summary>
    public IReadOnlyList<string> Violations()
    {
        var check = new HistoryCheck();
        foreach (var (conversation, messages) in _stored)
            check.Stored(conversation, messages);
        foreach (var (send, messages) in _acknowledged)
            check.Acknowledged(send, [.. messages.Keys]);
        foreach (var ((observer, conversation), order) in _heard)
            check.Heard(observer, conversation, order);
        foreach (var (observer, message) in _tooEarly.Keys)
            check.TooEarly(observer, message);
        foreach (var ((observer, conversation), after) in _expected)
            check.Complete(observer, conversation, after, LastHeard(observer, conversation), FirstHeard(observer, conversation));
        return check.Violations;
    }

    /// <summary>Throws when what was recorded does not hold.</summary>
    /// <exception cref="HistoryBrokenException">It names the first violations and how many there are.</exception>
    public void Verify()
    {
        if (Violations() is { Count: > 0 } violations)
            throw new HistoryBrokenException(violations);
    }

    private long FirstHeard(string observer, Guid conversation) =>
        _heard.TryGetValue((observer, conversation), out var order) ? order.First : 0;
}

/// <summary>What clients saw is not what was promised.</summary>
public sealed class HistoryBrokenException(IReadOnlyList<string> violations)
    : Exception($"{violations.Count} violations:\n{string.Join('\n', violations.Take(Shown))}{(violations.Count > Shown ? "\n…" : "")}")
{
    private const int Shown = 20;

    /// <summary>All of them, one sentence each.</summary>
    public IReadOnlyList<string> Violations { get; } = violations;
}
