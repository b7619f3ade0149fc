using Microsoft.Extensions.Logging;

namespace OrleansChat.Grains.Events;

/// <summary>Work that nobody waits for is still watched: what fails is logged.</summary>
internal static partial class Background
{
    /// <summary>Lets <paramref name="work"/> run on, and logs it when it fails.</summary>
    public static void Observe(this Task work, ILogger log, string what)
    {
        if (!work.IsCompletedSuccessfully)
            _ = AwaitAsync(work, log, what);
    }

    /// <summary>Runs one call per item, a bounded number of them at a time, in the caller's context.</summary>
    public static async Task ForEachAsync<T>(IReadOnlyCollection<T> items, Func<T, Task> call, int atATime = 64)
    {
        var next = new Queue<T>(items);
        await Task.WhenAll(Enumerable.Range(0, Math.Min(atATime, items.Count)).Select(_ => CallAllAsync()));

        // One that is slow holds up none of the others.
        async Task CallAllAsync()
        {
            while (next.TryDequeue(out var item))
                await call(item);
        }
    }

    /// <summary>Waits for work that never fails, but not longer than that; it goes on all the same.</summary>
    public static async Task WithinAsync(this Task work, TimeSpan limit, TimeProvider time) =>
        await work.WaitAsync(limit, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    private static async Task AwaitAsync(Task work, ILogger log, string what)
    {
        try
        {
            await work;
        }
        catch (Exception failure)
        {
            Failed(log, what, failure);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Could not {What}")]
    private static partial void Failed(ILogger log, string what, Exception failure);
}
