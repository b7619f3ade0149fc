namespace OrleansChat.Load.Measuring;

/// <summary>
/// The books of a run: every message is numbered by its sender, and must come exactly once to every place that should have it, after the
/// sender's earlier ones, and be acknowledged once.
/// </summary>
internal sealed class Ledger
{
    private readonly int[] _next;
    private readonly int[] _expected;
    private readonly Track[][] _arrived;
    private readonly Track[] _acknowledged;
    private long _repeated;
    private long _late;

    /// <summary>Opens the books.</summary>
    /// <param name="senders">How many send.</param>
    /// <param name="places">How many receivers are told apart.</param>
    /// <param name="expected">How many of them each message of a sender has to reach.</param>
    public Ledger(int senders, int places, Func<int, int> expected)
    {
        _next = new int[senders];
        _expected = [.. Enumerable.Range(0, senders).Select(expected)];
        _arrived = [.. Enumerable.Range(0, senders).Select(_ => new Track[places])];
        _acknowledged = new Track[senders];
    }

    /// <summary>Messages that came and were never sent.</summary>
    public long Unknown { get; private set; }

    /// <summary>Numbers the next message of a sender, from 0.</summary>
    public int Take(int sender) => _next[sender]++;

    /// <summary>How many messages a sender has sent.</summary>
    public int SentBy(int sender) => _next[sender];

    /// <summary>A message came; true when it was for the first time.</summary>
    public bool Arrived(int sender, int sequence, int place)
    {
        if (!IsKnown(sender, sequence))
            return false;
        var arrival = _arrived[sender][place].Note(sequence);
        _late += arrival == Arrival.Late ? 1 : 0;
        _repeated += arrival == Arrival.Repeated ? 1 : 0;
        return arrival != Arrival.Repeated;
    }

    /// <summary>A message was acknowledged; true when it was for the first time.</summary>
    public bool Acknowledged(int sender, int sequence)
    {
        if (!IsKnown(sender, sequence))
            return false;
        var first = _acknowledged[sender].Note(sequence) != Arrival.Repeated;
        _repeated += first ? 0 : 1;
        return first;
    }

    /// <summary>Adds it all up. What was sent without asking for an acknowledgement is not missing one.</summary>
    public LedgerCounts Count(bool withAcknowledgements = true)
    {
        long sent = 0, due = 0, arrived = 0, acknowledged = 0;
        for (var sender = 0; sender < _next.Length; sender++)
        {
            sent += _next[sender];
            due += (long)_next[sender] * _expected[sender];
            acknowledged += _acknowledged[sender].Count;
            foreach (ref readonly var place in _arrived[sender].AsSpan())
                arrived += place.Count;
        }

        return new LedgerCounts(sent, arrived, due - arrived, _repeated, withAcknowledgements ? sent - acknowledged : 0, _late, Unknown);
    }

    private bool IsKnown(int sender, int sequence)
    {
        if ((uint)sender < (uint)_next.Length && (uint)sequence < (uint)_next[sender])
            return true;
        Unknown++;
        return false;
    }
}

/// <summary>The sum of the books.</summary>
/// <param name="Sent">Messages sent.</param>
/// <param name="Arrived">Messages that came, once for every receiver.</param>
/// <param name="Lost">Those that should have come and did not.</param>
/// <param name="Duplicated">Messages and acknowledgements that came again.</param>
/// <param name="Unacknowledged">Sends that were never acknowledged.</param>
/// <param name="Reordered">Messages that came after a later one of the same sender.</param>
/// <param name="Unknown">Messages of this run that nobody sent.</param>
internal sealed record LedgerCounts(long Sent, long Arrived, long Lost, long Duplicated, long Unacknowledged, long Reordered, long Unknown)
{
    /// <summary>Whether every message is where it should be.</summary>
    public bool IsClean => (Lost, Duplicated, Unacknowledged, Reordered, Unknown) == (0, 0, 0, 0, 0);
}
