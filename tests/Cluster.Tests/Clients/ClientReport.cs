using System.Collections.Concurrent;
using System.Diagnostics;

namespace OrleansChat.Cluster.Tests.Clients;

/// <summary>What clients met beside messages: what the contract documents is counted, anything else is a violation. Safe for concurrent use.</summary>
internal sealed class ClientReport
{
    private readonly ConcurrentDictionary<string, int> _counts = new();
    private readonly ConcurrentQueue<string> _violations = new();
    private readonly ConcurrentQueue<double> _answers = new();
    private int _mostRetries;

    /// <summary>What should not have happened.</summary>
    public IReadOnlyCollection<string> Violations => _violations;

    /// <summary>The most retries that one send needed.</summary>
    public int MostRetries => Volatile.Read(ref _mostRetries);

    /// <summary>Something documented happened.</summary>
    public void Count(string what) => _counts.AddOrUpdate(what, 1, (_, count) => count + 1);

    /// <summary>How often it did.</summary>
    public int Of(string what) => _counts.GetValueOrDefault(what);

    /// <summary>Something happened that may not.</summary>
    public void Violate(string what) => _violations.Enqueue(what);

    /// <summary>A send was acknowledged, after so many retries and so long after the first attempt.</summary>
    public void Answered(int retries, long since)
    {
        _answers.Enqueue(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        for (var most = MostRetries; retries > most; most = MostRetries)
            Interlocked.CompareExchange(ref _mostRetries, retries, most);
    }

    /// <summary>All in a few lines.</summary>
    public override string ToString()
    {
        var times = _answers.Order().ToArray();
        double At(double share) => times.Length == 0 ? 0 : times[(int)(share * (times.Length - 1))];
        return $"""
            sends answered: {times.Length}; ms from first attempt to answer: median {At(0.5):F0}, 99 % {At(0.99):F0}, longest {At(1):F0}; most retries {MostRetries}
            clients met: {string.Join(", ", _counts.OrderBy(count => count.Key).Select(count => $"{count.Key} {count.Value}"))}
            """;
    }
}
