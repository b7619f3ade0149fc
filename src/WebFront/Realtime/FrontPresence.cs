using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Orleans;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Realtime;

/// <summary>
/// This front's place in the cluster: opens its ears, holds its lease, knows which sessions ended, and gives all of that up
/// in good order when the process stops.
/// </summary>
internal sealed partial class FrontPresence(
    IGrainFactory grains,
    ConnectionRegistry registry,
    Arrivals arrivals,
    IRevokedSessions revoked,
    LapsedSessions lapsed,
    LostEvents lost,
    RealtimeMetrics metrics,
    IHostApplicationLifetime lifetime,
    IOptions<RealtimeOptions> options,
    TimeProvider time,
    ILoggerFactory loggers) : IHostedService, IDisposable
{
    /// <summary>Every so many renewals presence and revocations are gone through again, in case the cluster forgot and nobody noticed.</summary>
    private const int RenewalsPerReview = 30;

    private static readonly TimeSpan RoutinePause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan UrgentPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan StartRetry = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger = loggers.CreateLogger<FrontPresence>();
    private readonly CancellationTokenSource _stopped = new();
    private CancellationTokenRegistration _stopping;
    private Task _renewing = Task.CompletedTask;

    /// <summary>Orleans holds observers weakly: they live as long as this list.</summary>
    private ImmutableArray<EventRelay> _ears = [];
    private Task _relaying = Task.CompletedTask;
    private FrontAddress? _here;
    private long _silos;

    private IFrontDirectoryGrain Directory => grains.GetGrain<IFrontDirectoryGrain>(0);

    /// <summary>Opens the front; waits for the cluster, since without the list of ended sessions no token can be trusted.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var logger = loggers.CreateLogger<EventRelay>();
        _ears = [.. Enumerable.Range(0, options.Value.Ears).Select(_ => new EventRelay(registry, revoked, metrics, options.Value.MaxEarBytes, options.Value.MaxAudienceBytes, lost, time, logger))];
        _here = new FrontAddress(Guid.CreateVersion7(time.GetUtcNow()), [.. _ears.Select(ear => grains.CreateObjectReference<IFrontObserver>(ear))]);
        metrics.Observe(registry, _ears);
        while (await TryRenewAsync(_here) is null || !await TryLearnRevocationsAsync())
            await Task.Delay(StartRetry, time, cancellationToken);

        _relaying = Task.WhenAll(_ears.Select(ear => Task.Run(ear.RunAsync, CancellationToken.None)));
        arrivals.Begin(_here);
        _renewing = RenewAsync(_here);
        // The last registered callback is the first to run, and the others wait for it: connections are answered and sent away
        // before SignalR, which listens too, cuts its own.
        _stopping = lifetime.ApplicationStopping.Register(Drain);
    }

    /// <summary>Gives up the lease and closes the ears; everyone was sent away when the process began to stop.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopped.CancelAsync();
        await _renewing;
        if (_here is null)
            return;
        try
        {
            await Directory.LeaveAsync(_here.Id).WaitAsync(LeaveTimeout, time, cancellationToken);
        }
#pragma warning disable CA1031 // The lease runs out by itself; nothing may keep the process from ending.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogLeaseNotGivenUp(e);
        }

        foreach (var ear in _ears)
            ear.Complete();
        await _relaying;
        foreach (var ear in _here.Ears)
            grains.DeleteObjectReference<IFrontObserver>(ear);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        _stopped.Dispose();
    }

    /// <summary>Refuses newcomers, lets running commands be answered, sends everyone away.</summary>
    private void Drain()
    {
        LogDraining(registry.Count);

        // The connections see to their own commands for that long; what is left then is cut by the server's end. This is the
        // signal's thread: the waits end in time even where all workers of the thread pool are stuck.
        if (!registry.DrainAsync().Wait(options.Value.DrainTimeout + LeaveTimeout) || !arrivals.IdleAsync().Wait(LeaveTimeout))
            LogNotDrained(registry.Count);
    }

    private async Task RenewAsync(FrontAddress here)
    {
        using var timer = new PeriodicTimer(FrontLease.Renewal, time);
        using var announcements = new Announcements(registry, _stopped.Token);
        var watching = lost.WatchAsync(_stopped.Token);
        var seeking = Task.CompletedTask;
        var renewals = 0;
        var (announce, learn, seek) = (false, false, false);
        var closing = Task.CompletedTask;
        try
        {
            while (await timer.WaitForNextTickAsync(_stopped.Token))
            {
                var remembered = await TryRenewAsync(here);
                var review = ++renewals % RenewalsPerReview == 0;

                // A renewal that failed is a doubt, too: the cluster may not have reached this front either.
                announce |= remembered != true;
                learn |= review || remembered != true;
                seek |= remembered != true;
                if (remembered is null)
                    continue;
                if (announce)
                    await announcements.BeginAsync(UrgentPause);
                else if (review)
                    announcements.TryBegin(RoutinePause);
                announce = false;
                if (seek && seeking.IsCompleted)
                    (seeking, seek) = (lost.SeekAsync(_ears, _stopped.Token), false);
                learn = learn && !await TryLearnRevocationsAsync();
                if (review && closing.IsCompleted)
                    closing = lapsed.CloseAsync(_stopped.Token);
            }
        }
        catch (OperationCanceledException)
        {
            LogLeaseEnds(here.Id);
        }

        await Task.WhenAll(watching, seeking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Renews the lease; answers whether the cluster still knows all that this front told it, null when it did not answer.</summary>
    private async Task<bool?> TryRenewAsync(FrontAddress here)
    {
        try
        {
            var renewal = await Directory.RenewAsync(here).WaitAsync(FrontLease.Renewal, time, _stopped.Token);
            var before = _silos;
            if (renewal.Silos != 0)
                _silos = renewal.Silos;
            return renewal.Known && before == _silos;
        }
#pragma warning disable CA1031 // Whatever kept the cluster from answering, the lease has to be renewed.
        catch (Exception e) when (e is not OperationCanceledException || !_stopped.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogNotRenewed(e);
            return null;
        }
    }

    private async Task<bool> TryLearnRevocationsAsync()
    {
        try
        {
            foreach (var session in await grains.GetGrain<ISessionRevocationsGrain>(0).ListAsync().WaitAsync(FrontLease.Renewal, time, _stopped.Token))
            {
                if (revoked.Contains(session))
                    continue;
                revoked.Add(session);
                metrics.Revoked(1);
            }
        }
#pragma warning disable CA1031 // Whatever kept the cluster from answering, it is asked again.
        catch (Exception e) when (e is not OperationCanceledException || !_stopped.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogNotLearned(e);
            return false;
        }

        registry.CloseEndedSessions();
        return true;
    }

    [LoggerMessage(LogLevel.Information, "Stopping: {Connections} connections are sent away")]
    private partial void LogDraining(int connections);

    [LoggerMessage(LogLevel.Warning, "Stopping: {Connections} connections did not go in time")]
    private partial void LogNotDrained(int connections);

    [LoggerMessage(LogLevel.Warning, "The lease of this front could not be renewed; trying again")]
    private partial void LogNotRenewed(Exception exception);

    [LoggerMessage(LogLevel.Warning, "Which sessions ended could not be learned; asking again")]
    private partial void LogNotLearned(Exception exception);

    [LoggerMessage(LogLevel.Warning, "The lease of this front could not be given up; it runs out by itself")]
    private partial void LogLeaseNotGivenUp(Exception exception);

    [LoggerMessage(LogLevel.Debug, "Front {FrontId} renews its lease no more")]
    private partial void LogLeaseEnds(Guid frontId);
}
