using OrleansChat.Grains.Events;

namespace OrleansChat.Grains.Conversations;

/// <summary>
/// Takes the sends of one connection in the order in which it sent them. Calls that are on their way at once may overtake each other
/// between nodes, and while a grain is being found; each names the one before it, and is held until that one is there, or for a while:
/// it may never come. Belongs to one activation and is used from its turns only.
/// </summary>
internal sealed class SendArrivals(TimeProvider time)
{
    /// <summary>Connections in each of the two generations that are remembered.</summary>
    public const int Bound = 256;

    /// <summary>How long a send waits for the one before it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Dictionary<Guid, Held> _held = [];
    private Dictionary<Guid, long> _young = [];
    private Dictionary<Guid, long> _old = [];

    /// <summary>Takes a send whose turn it is; false when the one before it has not come.</summary>
    /// <param name="connection">What it came in on.</param>
    /// <param name="number">Its number there.</param>
    /// <param name="after">The number of the one before it; 0 when none is under way.</param>
    public bool TryTake(Guid connection, long number, long after)
    {
        if (after > LatestOf(connection))
            return false;
        Take(connection, number);
        return true;
    }

    /// <summary>Takes a send as soon as the one before it has come, or has kept it waiting too long.</summary>
    /// <param name="connection">What it came in on.</param>
    /// <param name="number">Its number there.</param>
    /// <param name="after">The number of the one before it; 0 when none is under way.</param>
    public async Task TakeAsync(Guid connection, long number, long after)
    {
        if (TryTake(connection, number, after))
            return;
        if (!_held.TryGetValue(connection, out var held))
            _held[connection] = held = new Held();
        held.Numbers.Add(number);
        await WaitAsync(held, number, () => after <= LatestOf(connection));
        held.Numbers.Remove(number);
        if (held.Numbers.Count == 0)
            _held.Remove(connection);
        Take(connection, number);
    }

    /// <summary>Ends when it is this one's turn, or when it has waited long enough and is the first of those that wait.</summary>
    private async Task WaitAsync(Held held, long number, Func<bool> isItsTurn)
    {
        var began = time.GetTimestamp();
        while (!isItsTurn())
        {
            var left = Patience - time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero && held.Numbers.Min == number)
                return;
            await held.Next.Task.WithinAsync(left > TimeSpan.Zero ? left : Patience, time);
        }
    }

    private long LatestOf(Guid connection)
        => _young.TryGetValue(connection, out var latest) || _old.TryGetValue(connection, out latest) ? latest : 0;

    private void Take(Guid connection, long number)
    {
        var latest = Math.Max(number, LatestOf(connection));
        if (_young.Count >= Bound && !_young.ContainsKey(connection))
            (_old, _young) = (_young, []);
        _young[connection] = latest;
        if (_held.TryGetValue(connection, out var held))
            held.Came();
    }

    /// <summary>What waits on one connection.</summary>
    private sealed class Held
    {
        public SortedSet<long> Numbers { get; } = [];

        /// <summary>Done when another send has come.</summary>
        public TaskCompletionSource Next { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Came()
        {
            var before = Next;
            Next = new(TaskCreationOptions.RunContinuationsAsynchronously);
            before.SetResult();
        }
    }
}
