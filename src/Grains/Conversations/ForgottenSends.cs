namespace OrleansChat.Grains.Conversations;

/// <summary>
/// Tells of most keyed sends that they are none of those that <see cref="RecentSends"/> has forgotten, so that only a repetition
/// asks the store, and not every message of a busy conversation: Bloom filters of 32 KiB, of which few are in use at a time.
/// </summary>
internal sealed class ForgottenSends
{
    /// <summary>Sends in one filter; at 16 bits each, about one in 400 others is taken for one of them.</summary>
    private const int SendsPerFilter = 16_384;
    private const int Bits = SendsPerFilter * 16;
    private const int Probes = 4;

    /// <summary>More filters than these are not kept: then any send may be one that was forgotten.</summary>
    private const int MaxFilters = 16;

    private readonly List<ulong[]> _filters = [];
    private int _inLast = SendsPerFilter;
    private bool _isFull;

    /// <summary>Whether a send may be among them; false is certain.</summary>
    public bool MayHold(Guid sender, string operationId)
    {
        if (_isFull || _filters.Count == 0)
            return _isFull;
        var hash = HashOf(sender, operationId);
        foreach (var filter in _filters)
        {
            if (Holds(filter, hash))
                return true;
        }

        return false;
    }

    /// <summary>A send that is forgotten elsewhere.</summary>
    public void Add(Guid sender, string operationId)
    {
        if (_isFull)
            return;
        if (_inLast == SendsPerFilter)
        {
            if (_filters.Count == MaxFilters)
            {
                _isFull = true;
                _filters.Clear();
                return;
            }

            _filters.Add(new ulong[Bits / 64]);
            _inLast = 0;
        }

        _inLast++;
        var (filter, hash) = (_filters[^1], HashOf(sender, operationId));
        for (var probe = 0; probe < Probes; probe++)
        {
            var bit = BitOf(hash, probe);
            filter[bit >> 6] |= 1UL << (bit & 63);
        }
    }

    private static bool Holds(ulong[] filter, ulong hash)
    {
        for (var probe = 0; probe < Probes; probe++)
        {
            var bit = BitOf(hash, probe);
            if ((filter[bit >> 6] & (1UL << (bit & 63))) == 0)
                return false;
        }

        return true;
    }

    private static int BitOf(ulong hash, int probe) => (int)((uint)((uint)hash + ((uint)probe * ((uint)(hash >> 32) | 1))) % Bits);

    /// <summary>Spread over 64 bits. The hash of a text is another one in each process: nobody can choose ids that collide.</summary>
    private static ulong HashOf(Guid sender, string operationId)
    {
        var hash = ((ulong)(uint)operationId.GetHashCode() << 32) | (uint)HashCode.Combine(sender, operationId);
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCD;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53;
        return hash ^ (hash >> 33);
    }
}
