namespace OrleansChat.Grains.Keys;

/// <summary>
/// How often each asker was given one-time keys of one user lately, so that nobody uses them up. In memory: what is forgotten with an
/// activation is given again, which nobody can bring about at will.
/// </summary>
/// <param name="atMost">How often within <see cref="Window"/>.</param>
/// <param name="time">The time.</param>
internal sealed class Takings(int atMost, TimeProvider time)
{
    /// <summary>How long a taking counts.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <summary>Askers that are remembered; more of them within an hour than that get no key.</summary>
    public const int Bound = 10_000;

    private readonly Dictionary<Guid, (DateTimeOffset Since, int Count)> _askers = [];

    /// <summary>Counts, and answers whether the asker may have one.</summary>
    public bool TryTake(Guid asker)
    {
        var now = time.GetUtcNow();
        var (since, count) = _askers.GetValueOrDefault(asker);
        if (now - since >= Window)
            (since, count) = (now, 0);
        if (count >= atMost || (!_askers.ContainsKey(asker) && !HasRoom(now)))
            return false;
        _askers[asker] = (since, count + 1);
        return true;
    }

    private bool HasRoom(DateTimeOffset now)
    {
        if (_askers.Count < Bound)
            return true;
        foreach (var (asker, (since, _)) in _askers)
        {
            if (now - since >= Window)
                _askers.Remove(asker);
        }

        return _askers.Count < Bound;
    }
}
