using System.Diagnostics.CodeAnalysis;
using Orleans.Local;

namespace Orleans.Runtime;

/// <summary>Values that travel with requests, from caller to grain and on; what the grain changes does not come back.</summary>
public static class RequestContext
{
    private const string ReentrancyKey = "#CCR";

    private static readonly AsyncLocal<Dictionary<string, object>?> Values = new();

    /// <summary>The call chain that may re-enter; empty for none.</summary>
    public static Guid ReentrancyId
    {
        get => Get(ReentrancyKey) is Guid id ? id : Guid.Empty;
        set
        {
            if (value == Guid.Empty) Remove(ReentrancyKey);
            else Set(ReentrancyKey, value);
        }
    }

    /// <summary>The names that are set.</summary>
    public static IEnumerable<string> Keys => Values.Value?.Keys ?? Enumerable.Empty<string>();

    /// <summary>The names and values that are set.</summary>
    public static IEnumerable<KeyValuePair<string, object>> Entries => Values.Value ?? Enumerable.Empty<KeyValuePair<string, object>>();

    /// <summary>The values to send along: never changed once they are set, so they need no copy.</summary>
    internal static Dictionary<string, object>? Current
    {
        get => Values.Value;
        set => Values.Value = value;
    }

    /// <summary>Until the section ends, requests that this one causes may come back to this activation without waiting for it.</summary>
    public static ReentrancySection AllowCallChainReentrancy()
    {
        var original = ReentrancyId;
        return new ReentrancySection(original, original == Guid.Empty ? Guid.NewGuid() : original);
    }

    /// <summary>Until the section ends, requests that this one causes wait for it.</summary>
    public static ReentrancySection SuppressCallChainReentrancy() => new(ReentrancyId, Guid.Empty);

    /// <summary>The value of a name; null when it is not set.</summary>
    public static object? Get(string key) => Values.Value?.GetValueOrDefault(key);

    /// <summary>Sets the value of a name for this flow of control and the requests that it sends.</summary>
    public static void Set(string key, object value) =>
        Values.Value = Values.Value is { } values ? new Dictionary<string, object>(values) { [key] = value } : new() { [key] = value };

    /// <summary>Removes a name.</summary>
    public static bool Remove(string key)
    {
        if (Values.Value is not { } values || !values.ContainsKey(key)) return false;
        var rest = new Dictionary<string, object>(values);
        rest.Remove(key);
        Values.Value = rest.Count == 0 ? null : rest;
        return true;
    }

    /// <summary>Removes everything.</summary>
    public static void Clear() => Values.Value = null;

    internal static Guid ReentrancyIdOf(Dictionary<string, object>? values) =>
        values is not null && values.TryGetValue(ReentrancyKey, out var value) && value is Guid id ? id : Guid.Empty;

    /// <summary>A part of a method in which call-chain reentrancy is allowed or suppressed.</summary>
    [SuppressMessage("Performance", "CA1815", Justification = "Nobody compares sections.")]
    public readonly struct ReentrancySection : IDisposable
    {
        private readonly Guid _original;
        private readonly Guid _current;

        /// <summary>Enters the section.</summary>
        public ReentrancySection(Guid originalReentrancyId, Guid newReentrancyId)
        {
            _original = originalReentrancyId;
            _current = newReentrancyId;
            if (_current != _original) ReentrancyId = _current;
            if (_current != Guid.Empty) RuntimeContext.Current?.EnterReentrantSection(_current);
        }

        /// <summary>Leaves the section.</summary>
        public void Dispose()
        {
            if (_current != Guid.Empty) RuntimeContext.Current?.LeaveReentrantSection(_current);
            if (_current != _original) ReentrancyId = _original;
        }
    }
}
