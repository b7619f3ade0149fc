using Orleans;
using Orleans.Runtime;

namespace OrleansChat.Grains.Rules;

/// <summary>
/// Grains of which nothing is stored: whoever names ids at random must not fill the memory with them. They stay for a moment,
/// so that naming one again and again does not read the store each time.
/// </summary>
internal static class UnusedGrains
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    /// <summary>Has an activation that just began leave soon, unless it is in use by then.</summary>
    public static void LeaveUnless(this IGrainBase grain, Func<bool> inUse, Action leave)
    {
        if (inUse())
            return;
        grain.RegisterGrainTimer(
            _ =>
            {
                if (!inUse())
                    leave();
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions { DueTime = Grace, Period = Timeout.InfiniteTimeSpan });
    }
}
