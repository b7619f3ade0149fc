using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Concurrency;
using OrleansChat.Grains.Events;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Grains.Rules;
using OrleansChat.Storage.Accounts;

namespace OrleansChat.Grains.Accounts;

/// <summary>Ended sessions: stored first, then told to every front. Keeps nothing itself, so calls need not wait for each other.</summary>
[GrainType("sessionrevocations"), StatelessWorker, Reentrant]
internal sealed class SessionRevocationsGrain(
    IRevocationStore store,
    TimeProvider time,
    ILogger<SessionRevocationsGrain> log) : Grain, ISessionRevocationsGrain
{
    /// <summary>Clocks of fronts may be behind by this much.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    private const int Attempts = 3;
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async Task RevokeAsync(Guid userId, ImmutableArray<Guid> sessions)
    {
        if (sessions.IsDefaultOrEmpty)
            return;
        var now = time.Stamp();
        await store.AddAsync(sessions, now + AccessTokens.Longest + ClockSkew, now);
        TellAsync(userId, sessions).Observe(log, "tell fronts that sessions ended");
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<Guid>> ListAsync() => [.. await store.ListAsync(time.Stamp())];

    /// <summary>Fronts that are not in the list yet, because it was lost or is out of reach, read what is stored when they are.</summary>
    private async Task TellAsync(Guid userId, ImmutableArray<Guid> sessions)
    {
        var fronts = await AgainAsync(() => GrainFactory.GetGrain<IFrontDirectoryGrain>(0).ListAsync());
        foreach (var front in fronts)
            TellAsync(front, userId, sessions).Observe(log, "tell a front that sessions ended");
    }

    /// <summary>A front that does not answer is asked again; one that is gone reads the list when it is back.</summary>
    private Task<bool> TellAsync(FrontAddress front, Guid userId, ImmutableArray<Guid> sessions) => AgainAsync(async () =>
    {
        await front.EarFor(userId).RevokeAsync(userId, sessions);
        return true;
    });

    private async Task<T> AgainAsync<T>(Func<Task<T>> call)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (Exception) when (attempt < Attempts)
            {
                // Once more: were this lost, an ended session would go on there until its token runs out.
                await Task.Delay(Retry, time);
            }
        }
    }
}
