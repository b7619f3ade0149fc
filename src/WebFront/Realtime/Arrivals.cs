using Orleans;
using OrleansChat.Grains.Interfaces.Presence;

namespace OrleansChat.WebFront.Realtime;

/// <summary>
/// Tells presence which users are on this front. One report per user at a time, a bounded number at once, repeated with
/// growing pauses while the cluster does not answer; what changed meanwhile goes into the next report.
/// </summary>
internal sealed partial class Arrivals(IGrainFactory grains, TimeProvider time, ILogger<Arrivals> logger) : IDisposable
{
    private const int ReportsAtOnce = 256;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _slots = new(ReportsAtOnce);
    private readonly CancellationTokenSource _stopped = new();
    private readonly TaskCompletionSource<FrontAddress> _here = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly Lock _lock = new();
    private int _running;
    private bool _unanswered;
    private TaskCompletionSource? _idle;

    /// <summary>Where this front is; reports wait for it.</summary>
    public void Begin(FrontAddress here) => _here.TrySetResult(here);

    /// <summary>Sees to it that presence learns of the user's state; <paramref name="settled"/> is called when it knows.</summary>
    public void Report(LocalUser user, Action<LocalUser> settled)
    {
        if (user.TryBeginReporting())
            _ = ReportAsync(user, settled);
        else
            settled(user);
    }

    /// <summary>Completes at a moment when presence knows all that there is to know.</summary>
    public Task IdleAsync()
    {
        lock (_lock)
            return _running == 0 ? Task.CompletedTask : (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    /// <summary>Reports no more.</summary>
    public void Dispose()
    {
        _stopped.Cancel();
        _stopped.Dispose();
    }

    private async Task ReportAsync(LocalUser user, Action<LocalUser> settled)
    {
        var stopped = _stopped.Token;
        var pause = FirstPause;
        Count(1);
        try
        {
            while (user.NextReport() is { } report)
            {
                if (await TryTellAsync(user, report, stopped))
                {
                    pause = FirstPause;
                    continue;
                }

                await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), time, stopped);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }

            settled(user);
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            LogUnreported(user.Id);
        }
        finally
        {
            Count(-1);
        }
    }

    private void Count(int change)
    {
        lock (_lock)
        {
            _running += change;
            if (_running > 0)
                return;
            _idle?.SetResult();
            _idle = null;
        }
    }

    private async Task<bool> TryTellAsync(LocalUser user, LocalReport report, CancellationToken stopped)
    {
        var address = await _here.Task.WaitAsync(stopped);
        await _slots.WaitAsync(stopped);
        try
        {
            var presence = grains.GetGrain<IPresenceGrain>(user.Id);
            await (!report.Here ? presence.LeftAsync(address.Id)
                : report.Chosen is { } chosen ? presence.ArrivedAsAsync(address, report.Again, chosen)
                : presence.ArrivedAsync(address, report.Again)).WaitAsync(stopped);
            user.Acknowledge(report.Here);
            Volatile.Write(ref _unanswered, false);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException || !stopped.IsCancellationRequested)
        {
            // Whatever went wrong, nobody knows whether presence heard: tell it again.
            user.Acknowledge(null);
            if (!Interlocked.Exchange(ref _unanswered, true))
                LogUnanswered(user.Id, e);
            return false;
        }
        finally
        {
            _slots.Release();
        }
    }

    [LoggerMessage(LogLevel.Warning, "Presence does not answer, first for user {UserId}; asking again until it does")]
    private partial void LogUnanswered(Guid userId, Exception exception);

    [LoggerMessage(LogLevel.Debug, "Presence was not told of user {UserId} before this front ended")]
    private partial void LogUnreported(Guid userId);
}
