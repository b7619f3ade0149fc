using Microsoft.Extensions.DependencyInjection;
using Orleans;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Testing;

namespace OrleansChat.WebFront.Tests.Testing;

/// <summary>For what a front does every so many renewals of its lease, on a clock that tests move.</summary>
internal static class Renewals
{
    /// <summary>A quarter of an hour and a review: what happens only every so often has happened by then. Then the clock stands still, so that what runs ends.</summary>
    private const int Most = 500;

    /// <summary>
    /// Moves the clock on by one renewal after another until something is so: as long as the front keeps up with it, since what it asks of the
    /// cluster has to be answered before the clock has moved on by a renewal, however long that takes a busy machine.
    /// </summary>
    public static Task RenewUntilAsync(this ChatServer server, ManualTimeProvider clock, Func<Task<bool>> condition)
    {
        var directory = server.Services.GetRequiredService<IGrainFactory>().GetGrain<IFrontDirectoryGrain>(0);
        var renewals = 0;
        return Eventually.HoldsAsync(async () =>
        {
            if (renewals < Most && !(await directory.ListAsync()).IsEmpty)
            {
                renewals++;
                clock.Advance(FrontLease.Renewal);
            }

            return await condition();
        });
    }
}
