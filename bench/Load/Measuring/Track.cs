namespace OrleansChat.Load.Measuring;

/// <summary>What has come of one sender at one place: a bit for every message, so that it stays small over hours.</summary>
internal struct Track
{
    private ulong[]? _seen;
    private int _highest;

    /// <summary>Different messages that came.</summary>
    public int Count { get; private set; }

    /// <summary>Notes a message.</summary>
    public Arrival Note(int sequence)
    {
        var word = sequence >> 6;
        _seen ??= new ulong[4];
        if (word >= _seen.Length)
            Array.Resize(ref _seen, Math.Max(word + 1, _seen.Length * 2));
        var bit = 1UL << (sequence & 63);
        if ((_seen[word] & bit) != 0)
            return Arrival.Repeated;
        _seen[word] |= bit;
        Count++;
        if (sequence + 1 < _highest)
            return Arrival.Late;
        _highest = sequence + 1;
        return Arrival.InOrder;
    }
}

/// <summary>How a message came.</summary>
internal enum Arrival
{
    /// <summary>For the first time, and after all that had come before.</summary>
    InOrder,

    /// <summary>For the first time, but after one that was sent later.</summary>
    Late,

    /// <summary>Not for the first time.</summary>
    Repeated,
}
