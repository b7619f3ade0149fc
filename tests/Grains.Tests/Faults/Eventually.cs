namespace OrleansChat.Grains.Tests.Faults;

/// <summary>Waits for what must come, with a bound that a busy machine keeps.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    public static Task SoAsync(Func<bool> condition, string what) => SoAsync(condition, () => what);

    public static async Task SoAsync(Func<bool> condition, Func<string> what)
    {
        if (!await TryAsync(condition, Bound))
            Assert.Fail($"After {Bound.TotalSeconds} s still not: {what()}.");
    }

    /// <summary>Whether it comes to be so within a time.</summary>
    public static async Task<bool> TryAsync(Func<bool> condition, TimeSpan bound)
    {
        using var limit = new CancellationTokenSource(bound);
        using var looks = new PeriodicTimer(Look);
        while (!condition())
        {
            try
            {
                await looks.WaitForNextTickAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                return condition();
            }
        }

        return true;
    }
}
