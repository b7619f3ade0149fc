using Orleans.Runtime;

namespace Orleans.Local;

/// <summary>
/// A timer of an activation. Its ticks are requests of the activation to itself, so they take their turn; the next tick is
/// scheduled when one has ended.
/// </summary>
internal sealed class GrainTimer : IGrainTimer
{
    private readonly CancellationTokenSource _disposal = new();
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly GrainTimerCreationOptions _options;
    private readonly ITimer _timer;
    private TimeSpan _dueTime;
    private TimeSpan _period;
    private bool _firing;
    private bool _changed;

    public GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        _activation = activation;
        _callback = callback;
        _options = options;
        using (ExecutionContext.SuppressFlow())
        {
            _timer = activation.Silo.Time.CreateTimer(
                static state => ((GrainTimer)state!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Check(dueTime, nameof(dueTime));
        Check(period, nameof(period));
        _changed = true;
        _dueTime = dueTime;
        _period = period;
        if (!_firing) _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        if (_disposal.IsCancellationRequested) return;
        _disposal.Cancel();
        _timer.Dispose();
        _activation.Forget(this);
    }

    /// <summary>Runs the callback, within a turn.</summary>
    public async Task TickAsync()
    {
        if (_disposal.IsCancellationRequested) return;
        _changed = false;
        try
        {
            await _callback(_disposal.Token);
        }
        catch (Exception exception)
        {
            _activation.Silo.Log.TimerFailed(exception, _activation);
        }
        finally
        {
            _firing = false;
            if (!_disposal.IsCancellationRequested) _timer.Change(_changed ? _dueTime : _period, Timeout.InfiniteTimeSpan);
        }
    }

    private static void Check(TimeSpan time, string name)
    {
        var milliseconds = (long)time.TotalMilliseconds;
        ArgumentOutOfRangeException.ThrowIfLessThan(milliseconds, -1, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(milliseconds, uint.MaxValue - 1, name);
    }

    private void Fire()
    {
        _firing = true;
        var reference = _activation.GrainReference;
        _activation.Receive(new TimerTick(this)
        {
            Reference = reference,
            AlwaysInterleaves = _options.Interleave,
            KeepsAlive = _options.KeepAlive,
            IsLocalOnly = true,
        });
    }
}

/// <summary>What a tick of a timer looks like to call filters.</summary>
internal interface IGrainTimerInvoker
{
    Task InvokeCallbackAsync();
}

/// <summary>A tick of a timer as a request.</summary>
internal sealed class TimerTick(GrainTimer timer) : InternalRequest(Description)
{
    private static readonly RequestMethod Description = new(
        typeof(IGrainTimerInvoker), typeof(IGrainTimerInvoker).GetMethod(nameof(IGrainTimerInvoker.InvokeCallbackAsync))!);

    public override Task InvokeOn(Activation activation) => timer.TickAsync();
}
