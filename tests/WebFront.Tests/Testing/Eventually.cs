namespace OrleansChat.WebFront.Tests.Testing;

/// <summary>For what becomes true soon, without an event to wait for.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Asks again and again; fails when the answer is still no after a minute.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition())
            await pause.WaitForNextTickAsync(limit.Token);
    }
}
