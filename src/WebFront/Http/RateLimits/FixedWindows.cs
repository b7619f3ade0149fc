using System.Collections.Concurrent;

namespace OrleansChat.WebFront.Http.RateLimits;

/// <summary>What became of one request under a limit.</summary>
/// <param name="IsWithin">Whether it may go on.</param>
/// <param name="Remaining">How many more may follow in this window.</param>
/// <param name="Ends">When the window ends.</param>
internal readonly record struct RateLimitCount(bool IsWithin, int Remaining, DateTimeOffset Ends);

/// <summary>
/// Counts requests in windows that begin with a subject's first request. Bounded: expired windows are swept now and then, and
/// beyond the capacity those that end first go as well.
/// </summary>
internal sealed class FixedWindows(TimeProvider clock, int capacity)
{
    /// <summary>Windows that a front keeps.</summary>
    public const int DefaultCapacity = 100_000;

    private readonly ConcurrentDictionary<(string Group, string Subject), Window> _windows = new();
    private readonly int _sweepEvery = Math.Max(1, capacity / 16);
    private int _sinceSweep;

    /// <summary>How many windows are kept now.</summary>
    public int Count => _windows.Count;

    /// <summary>Counts one request.</summary>
    public RateLimitCount Take(RateLimit limit, string subject)
    {
        var now = clock.GetUtcNow();
        var window = _windows.AddOrUpdate(
            (limit.Group, subject),
            static (_, use) => use.First,
            static (_, window, use) => window.Ends <= use.Now ? use.First : window with { Used = Math.Min(window.Used, use.Permits) + 1 },
            (First: new Window(now + limit.Window, 1), Now: now, limit.Permits));
        if (Interlocked.Increment(ref _sinceSweep) >= _sweepEvery)
            Sweep(now);
        return new RateLimitCount(window.Used <= limit.Permits, Math.Max(0, limit.Permits - window.Used), window.Ends);
    }

    private void Sweep(DateTimeOffset now)
    {
        Interlocked.Exchange(ref _sinceSweep, 0);
        var alive = new List<KeyValuePair<(string, string), Window>>();
        foreach (var entry in _windows)
        {
            if (entry.Value.Ends <= now)
                _windows.TryRemove(entry);
            else
                alive.Add(entry);
        }

        foreach (var entry in alive.OrderBy(entry => entry.Value.Ends).Take(alive.Count - capacity))
            _windows.TryRemove(entry);
    }

    private readonly record struct Window(DateTimeOffset Ends, int Used);
}
