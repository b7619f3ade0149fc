using System.Collections.Concurrent;
using System.Threading.Channels;

namespace OrleansChat.Semantics.Tests;

/// <summary>Where a grain tells its test that it got somewhere, and waits until the test lets it on. Both are in one process.</summary>
internal sealed class Gate
{
    private static readonly ConcurrentDictionary<Guid, Gate> Gates = new();

    private readonly Channel<bool> _entered = Channel.CreateUnbounded<bool>();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static Gate Of(Guid key) => Gates.GetOrAdd(key, _ => new Gate());

    /// <summary>In the grain: says that it is here, and waits.</summary>
    public Task PassAsync()
    {
        _entered.Writer.TryWrite(true);
        return _opened.Task;
    }

    /// <summary>In the grain: only says that it is here.</summary>
    public void Note() => _entered.Writer.TryWrite(true);

    /// <summary>In the test: waits until the grain was here once more.</summary>
    public Task EnteredAsync() => _entered.Reader.ReadAsync().AsTask().Within();

    public void Open() => _opened.TrySetResult();
}

internal static class Limits
{
    /// <summary>So long that it passes only when something is wrong.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    public static Task Within(this Task task) => task.WaitAsync(Long);

    public static Task<T> Within<T>(this Task<T> task) => task.WaitAsync(Long);
}
