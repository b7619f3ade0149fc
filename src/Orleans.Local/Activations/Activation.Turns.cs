using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.Local;

/// <summary>The turns of an activation: which request may start when. Everything here runs on the activation's scheduler.</summary>
internal sealed partial class Activation
{
    private readonly RequestQueue _waiting = new();
    private Dictionary<Guid, int>? _reentrantSections;
    private Request? _blocking;
    private int _running;
    private int _waitingThatMayInterleave;

    /// <summary>How many requests have ended; a glance from outside.</summary>
    public long Ended { get; private set; }

    public void Receive(Request request)
    {
        request.Target = this;
        _scheduler.Enqueue(request);
    }

    public void Handle(Request request)
    {
        if (request.HasEnded)
        {
            NoteEnd(request);
            StartWaiting();
            return;
        }

        switch (_state)
        {
            case ActivationState.Created:
                Wait(request);
                BeginActivating(request.Context);
                break;
            case ActivationState.Valid when (_running > 0 || _waiting.Count == 0) && MayStart(request):
                Start(request);
                if (request.HasEnded) StartWaiting();
                break;
            case ActivationState.Gone:
                Reroute(request);
                break;
            default:
                Wait(request);
                break;
        }
    }

    /// <summary>Runs an action between requests; a failure of it is only logged.</summary>
    public void Run(Action action) => Run(static state => ((Action)state!)(), action);

    /// <summary>Goes on with what was awaited; a failure of it is only logged.</summary>
    public void Run(SendOrPostCallback continuation, object? state)
    {
        try
        {
            continuation(state);
        }
        catch (Exception exception)
        {
            Silo.Log.WorkFailed(exception, this);
        }
    }

    /// <summary>The call of a request has completed, in some turn.</summary>
    public void End(Request request)
    {
        Answer(request);

        // Never in the middle of the turn that happened to complete it: the next request would start within that turn.
        request.HasEnded = true;
        _scheduler.Enqueue(request);
    }

    public void EnterReentrantSection(Guid id)
    {
        var sections = _reentrantSections ??= [];
        sections[id] = sections.GetValueOrDefault(id) + 1;
    }

    public void LeaveReentrantSection(Guid id)
    {
        if (_reentrantSections is not { } sections || !sections.TryGetValue(id, out var depth)) return;
        if (depth > 1) sections[id] = depth - 1;
        else sections.Remove(id);
    }

    private void Wait(Request request)
    {
        _waiting.Add(request);
        if (CouldInterleave(request)) _waitingThatMayInterleave++;
    }

    private Request TakeWaiting(int index)
    {
        var request = _waiting.RemoveAt(index);
        if (CouldInterleave(request)) _waitingThatMayInterleave--;
        return request;
    }

    private bool CouldInterleave(Request request) =>
        request.AlwaysInterleaves || request.Method.IsReadOnly || Class.IsReentrant || Class.MayInterleave is not null
        || RequestContext.ReentrancyIdOf(request.Context) != Guid.Empty;

    private bool MayStart(Request request)
    {
        if (_running == 0 || request.AlwaysInterleaves || _blocking is null || Class.IsReentrant) return true;
        if (_blocking.Method.IsReadOnly && request.Method.IsReadOnly) return true;
        if (_reentrantSections is { Count: > 0 } sections && sections.ContainsKey(RequestContext.ReentrancyIdOf(request.Context))) return true;
        return Class.MayInterleave is { } may && (may(request) || may(_blocking));
    }

    private void StartWaiting()
    {
        for (var index = 0; _state == ActivationState.Valid && index < _waiting.Count;)
        {
            if (MayStart(_waiting[index]))
            {
                var request = TakeWaiting(index);
                Start(request);
                if (request.HasEnded) index = 0;
            }
            else if (_waitingThatMayInterleave == 0)
            {
                break;
            }
            else
            {
                index++;
            }
        }

        if (_state == ActivationState.Deactivating && _running == 0) FinishDeactivating();
    }

    private void Start(Request request)
    {
        if (request.Outcome.IsCompleted)
        {
            // The caller gave up while it waited.
            request.HasEnded = true;
            Ended++;
            return;
        }

        _running++;
        if (!request.AlwaysInterleaves) _blocking ??= request;
        RequestContext.Current = request.Context;
        request.Call = Invoke(request);
        _scheduler.CleanContext();
        if (request.Call.IsCompleted)
        {
            Answer(request);
            request.HasEnded = true;
            NoteEnd(request);
        }
        else
        {
            request.EndWhenCompleted();
        }
    }

    private Task Invoke(Request request)
    {
        try
        {
            CallCancellation.Arrange(request, this);
            if (!IncomingCall.HasFilters(this)) return request.InvokeOn(this) ?? throw IncomingCall.NoTask(request);
            request.Filtered = new IncomingCall(this, request);
            return request.Filtered.Invoke() ?? throw IncomingCall.NoTask(request);
        }
        catch (Exception exception)
        {
            return Task.FromException(exception);
        }
    }

    private void Answer(Request request)
    {
        var call = request.Filtered is { } filtered ? filtered.OutcomeOf(request.Call!) : request.Call!;
        if (call.IsFaulted)
        {
            var exception = call.Exception.InnerExceptions[0];
            if (request.IsOneWay) Silo.Log.OneWayFailed(exception, request);
            if (exception is InconsistentStateException { IsSourceActivation: true } conflict)
            {
                // Its state is not what is stored: start afresh. The flag keeps callers that let it through from the same fate.
                conflict.IsSourceActivation = false;
                Deactivate(new(DeactivationReasonCode.ApplicationError, exception, exception.Message));
            }
        }

        Silo.Answer(request, call);
    }

    private void NoteEnd(Request request)
    {
        _running--;
        if (!request.IsLocalOnly) Ended++;
        if (ReferenceEquals(_blocking, request)) _blocking = null;
        if (request.KeepsAlive) _lastUsed = Silo.Time.GetTimestamp();
    }

    private void Reroute(Request request)
    {
        if (!request.IsLocalOnly) Silo.Cluster.Reroute(request, Silo);
    }
}
