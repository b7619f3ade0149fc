using System.ComponentModel;
using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans.Local;

/// <summary>
/// A call that was made: its arguments on the way to the grain, its outcome on the way back. A class for each method is
/// generated with the proxy (<see cref="ProxyCompiler"/>).
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
internal abstract class Request(RequestMethod method) : IInvokable
{
    public RequestMethod Method { get; } = method;

    public GrainReference Reference { get; set; } = null!;

    public Activation? Source { get; set; }

    public Dictionary<string, object>? Context { get; set; }

    /// <summary>Where it waits or runs, so that it can be failed when that is lost.</summary>
    public IRequestTarget? Target { get; set; }

    /// <summary>The running call, until it completes.</summary>
    public Task? Call { get; set; }

    /// <summary>Set when <see cref="Call"/> has completed outside a turn, to be noted in the next one.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Its way through the filters of the silo; null where there are none.</summary>
    public IncomingCall? Filtered { get; set; }

    /// <summary>The outcome, when filters had a part in it.</summary>
    public Response? Response { get; set; }

    public bool IsOneWay { get; set; } = method.IsOneWay;

    public bool AlwaysInterleaves { get; init; } = method.AlwaysInterleaves;

    /// <summary>Meant for this activation only: not taken to another one when it ends.</summary>
    public bool IsLocalOnly { get; init; }

    /// <summary>Whether it counts as use of the activation.</summary>
    public bool KeepsAlive { get; init; } = true;

    /// <summary>How many activations it has been taken on from.</summary>
    public int Forwards { get; set; }

    /// <summary>The list of pending calls that it is in, and its place there; guarded by that list.</summary>
    public PendingCalls.List? PendingIn { get; set; }

    public Request? PendingNext { get; set; }

    public Request? PendingPrevious { get; set; }

    /// <summary>When the caller gives up, by <see cref="Environment.TickCount64"/>.</summary>
    public long Deadline { get; set; }

    /// <summary>The task that the caller awaits; null when nobody does.</summary>
    public abstract Task Outcome { get; }

    public abstract int ArgumentCount { get; }

    /// <summary>The cancellation token among the arguments.</summary>
    public virtual CancellationToken Cancellation
    {
        get => default;
        set => throw new InvalidOperationException($"{Method.Name} takes no cancellation token.");
    }

    /// <summary>Calls the method.</summary>
    public abstract Task InvokeOn(object target);

    /// <summary>Calls the method on an activation.</summary>
    public virtual Task InvokeOn(Activation activation) => InvokeOn(activation.GrainInstance!);

    public abstract object? GetArgument(int index);

    public abstract void SetArgument(int index, object? value);

    /// <summary>The same request with an outcome of its own.</summary>
    public abstract Request Duplicate();

    /// <summary>Hands the outcome of the call to the caller.</summary>
    public abstract void Complete(Task call);

    public abstract void Complete(Response response);

    public abstract void Fail(Exception exception);

    /// <summary>The outcome of the call as filters see it.</summary>
    public abstract Response ToResponse(Task call);

    /// <summary>Within a turn: notes the end of the running call in the very turn that it ends in.</summary>
    public void EndWhenCompleted() => Call!.GetAwaiter().UnsafeOnCompleted(End);

    object? IInvokable.GetTarget() => (Target as Activation)?.GrainInstance;

    int IInvokable.GetArgumentCount() => ArgumentCount;

    void IInvokable.SetArgument(int index, object value) => SetArgument(index, value);

    string IInvokable.GetMethodName() => Method.Name;

    string IInvokable.GetInterfaceName() => Method.InterfaceName;

    string IInvokable.GetActivityName() => Method.ActivityName;

    MethodInfo IInvokable.GetMethod() => Method.Info;

    Type IInvokable.GetInterfaceType() => Method.InterfaceType;

    TimeSpan? IInvokable.GetDefaultResponseTimeout() => Method.ResponseTimeout;

    CancellationToken IInvokable.GetCancellationToken() => Cancellation;

    private void End() => ((Activation)Target!).End(this);

    public override string ToString() => $"{Method.ActivityName} on {Reference.GrainId}";
}

/// <summary>A call with a result; <see cref="NoResult"/> where the method has none.</summary>
internal abstract class Request<T>(RequestMethod method) : Request(method)
{
    // Continuations of the caller never run within the turn of the grain that answers.
    private TaskCompletionSource<T> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override Task Outcome => _outcome.Task;

    public Task<T> Result => _outcome.Task;

    public override Request Duplicate()
    {
        var copy = (Request<T>)MemberwiseClone();
        copy._outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return copy;
    }

    public override void Complete(Task call)
    {
        PendingIn?.Remove(this);
        if (call.IsCompletedSuccessfully) _outcome.TrySetResult(ResultOf(call));
        else Fail(ExceptionOf(call));
    }

    public override void Complete(Response response)
    {
        PendingIn?.Remove(this);
        if (response.Exception is { } exception) Fail(exception);
        else _outcome.TrySetResult(typeof(T) == typeof(NoResult) || response.Result is null ? default! : (T)response.Result);
    }

    public override void Fail(Exception exception)
    {
        PendingIn?.Remove(this);
        if (!_outcome.TrySetException(exception)) return;

        // The caller may have stopped waiting; that is not an unobserved failure of the process.
        _ = _outcome.Task.Exception;
    }

    public override Response ToResponse(Task call) => call.IsCompletedSuccessfully
        ? typeof(T) == typeof(NoResult) ? Response.Completed : Response.FromResult(ResultOf(call))
        : Response.FromException(ExceptionOf(call));

    private static T ResultOf(Task call) => typeof(T) == typeof(NoResult) ? default! : ((Task<T>)call).Result;

    private static Exception ExceptionOf(Task call)
    {
        if (call.Exception is { } failure) return failure.InnerExceptions[0];
        try
        {
            call.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException canceled)
        {
            return canceled;
        }

        return new TaskCanceledException(call);
    }
}

/// <summary>The result of a method that has none.</summary>
internal readonly struct NoResult;
