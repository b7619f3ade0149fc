using System.Diagnostics;

namespace OrleansChat.Load.Measuring;

/// <summary>Microseconds since the program started, and how to wait for some.</summary>
internal static class Clock
{
    private static readonly long Start = Stopwatch.GetTimestamp();

    /// <summary>Now.</summary>
    public static long Now => (long)Stopwatch.GetElapsedTime(Start).TotalMicroseconds;

    /// <summary>Waits on the thread pool.</summary>
    public static Task WaitAsync(TimeSpan time, CancellationToken cancellationToken = default)
        => time > TimeSpan.Zero ? Task.Delay(time, TimeProvider.System, cancellationToken) : Task.CompletedTask;

    /// <summary>Waits until something is so, looking every 10 ms, but not for longer than a time. False when it is not so even then.</summary>
    public static async Task<bool> UntilAsync(Func<bool> condition, TimeSpan within, CancellationToken cancellationToken = default)
    {
        var end = Now + (long)within.TotalMicroseconds;
        while (!condition())
        {
            if (Now > end)
                return false;
            await WaitAsync(TimeSpan.FromMilliseconds(10), cancellationToken);
        }

        return true;
    }
}
