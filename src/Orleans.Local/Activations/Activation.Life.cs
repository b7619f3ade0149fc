using Orleans.Runtime;

namespace Orleans.Local;

/// <summary>Where an activation is in its life.</summary>
internal enum ActivationState
{
    /// <summary>No request has arrived.</summary>
    Created,

    /// <summary>State is read, the grain activates; requests wait.</summary>
    Activating,

    /// <summary>Requests run.</summary>
    Valid,

    /// <summary>Running requests end, the grain deactivates; others wait for the next activation.</summary>
    Deactivating,

    /// <summary>Requests go to another activation.</summary>
    Gone,
}

/// <summary>The life of an activation, from its first request to its deactivation.</summary>
internal sealed partial class Activation
{
    private volatile ActivationState _state;
    private DeactivationReason _reason;
    private CancellationToken _hurry;
    private List<GrainTimer>? _timers;
    private bool _isActivating;
    private bool _wasValid;
    private bool _isFinishing;
    private long _lastUsed;
    private DateTimeOffset _keepUntil;

    public bool IsGone => _state == ActivationState.Gone;

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        if (ReferenceEquals(RuntimeContext.Current, this)) BeginDeactivating(deactivationReason, cancellationToken);
        else Post(() => BeginDeactivating(deactivationReason, cancellationToken));
    }

    public void DelayDeactivation(TimeSpan timeSpan)
    {
        var now = Silo.Time.GetUtcNow();
        _keepUntil = timeSpan == Timeout.InfiniteTimeSpan || timeSpan > DateTimeOffset.MaxValue - now ? DateTimeOffset.MaxValue
            : timeSpan <= TimeSpan.Zero ? default
            : now + timeSpan;
    }

    /// <summary>Deactivates it if it has had nothing to do for its class's age limit.</summary>
    public void CollectIfIdle()
    {
        if (!IsIdle()) return;
        Post(() =>
        {
            if (IsIdle()) BeginDeactivating(new(DeactivationReasonCode.ActivationIdle, "The activation has become idle."), default);
        });
    }

    /// <summary>The silo was killed: nothing of the grain runs any more, not even its farewell.</summary>
    public void Abandon()
    {
        _state = ActivationState.Gone;
        foreach (var timer in _timers?.ToArray() ?? []) timer.Dispose();
        _deactivated.TrySetResult();
    }

    public IGrainTimer RegisterTimer(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        if (RuntimeContext.Current is null)
            throw new InvalidOperationException("A timer can be registered only within a turn of the grain.");
        var timer = new GrainTimer(this, callback, options);
        (_timers ??= []).Add(timer);
        timer.Change(options.DueTime, options.Period);
        return timer;
    }

    public void Forget(GrainTimer timer)
    {
        if (ReferenceEquals(RuntimeContext.Current, this)) _timers?.Remove(timer);
        else Post(() => _timers?.Remove(timer));
    }

    private bool IsIdle() =>
        _state == ActivationState.Valid && _running == 0 && _waiting.Count == 0
        && Class.AgeLimitIn(Silo) is { } limit
        && Silo.Time.GetElapsedTime(_lastUsed) >= limit
        && _keepUntil <= Silo.Time.GetUtcNow();

    private void BeginActivating(Dictionary<string, object>? context)
    {
        _state = ActivationState.Activating;
        _isActivating = true;
        _ = ActivateAsync(context);
    }

    private async Task ActivateAsync(Dictionary<string, object>? context)
    {
        try
        {
            using var limit = new CancellationTokenSource(Silo.ActivationTimeout);
            RequestContext.Current = context;
            GrainInstance = Class.Construct(this);
            if (!_lifecycle.IsEmpty) await _lifecycle.StartAsync(limit.Token).WaitAsync(limit.Token);
            if (GrainInstance is IGrainBase grain) await grain.OnActivateAsync(limit.Token).WaitAsync(limit.Token);
            _wasValid = true;
            if (_state == ActivationState.Activating) _state = ActivationState.Valid;
            _lastUsed = Silo.Time.GetTimestamp();
            _isActivating = false;

            // In a turn of their own, so that nothing of this flow's context clings to the requests.
            Post(StartWaiting);
        }
        catch (Exception exception)
        {
            Silo.Log.ActivationFailed(exception, this);
            _isActivating = false;
            await LeaveAsync(request => Silo.FailRequest(request, exception));
        }
    }

    private void BeginDeactivating(DeactivationReason reason, CancellationToken hurry)
    {
        if (_state is ActivationState.Deactivating or ActivationState.Gone) return;
        if (_state == ActivationState.Created) _wasValid = false;
        _state = ActivationState.Deactivating;
        _reason = reason;
        _hurry = hurry;
        if (_running == 0) Post(StartWaiting);
    }

    private void FinishDeactivating()
    {
        if (_isFinishing || _isActivating) return;
        _isFinishing = true;
        _ = DeactivateAsync();
    }

    private async Task DeactivateAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_hurry);
        limit.CancelAfter(Silo.DeactivationTimeout);
        DisposeTimers();
        try
        {
            RequestContext.Current = null;
            if (_wasValid && GrainInstance is IGrainBase grain)
                await grain.OnDeactivateAsync(_reason, limit.Token).WaitAsync(limit.Token);
        }
        catch (Exception exception)
        {
            Silo.Log.DeactivationFailed(exception, this);
        }

        try
        {
            if (!_lifecycle.IsEmpty) await _lifecycle.StopAsync(limit.Token).WaitAsync(limit.Token);
        }
        catch (Exception exception)
        {
            Silo.Log.DeactivationFailed(exception, this);
        }

        await LeaveAsync(Reroute);
    }

    private async Task LeaveAsync(Action<Request> forEachWaiting)
    {
        DisposeTimers();
        _state = ActivationState.Gone;
        Silo.Remove(this);
        try
        {
            if (GrainInstance is IAsyncDisposable asyncDisposable) await asyncDisposable.DisposeAsync();
            else (GrainInstance as IDisposable)?.Dispose();
            if (_scope is { } scope) await scope.DisposeAsync();
        }
        catch (Exception exception)
        {
            Silo.Log.DeactivationFailed(exception, this);
        }

        _waitingThatMayInterleave = 0;
        foreach (var request in _waiting.RemoveAll()) forEachWaiting(request);
        _deactivated.TrySetResult();
    }

    private void DisposeTimers()
    {
        foreach (var timer in _timers?.ToArray() ?? []) timer.Dispose();
    }
}
