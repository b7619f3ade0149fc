using System.Reflection;
using System.Runtime.ExceptionServices;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans.Local;

/// <summary>A leaving request on its way through the filters of its node, then the calling grain's own.</summary>
internal sealed class OutgoingCall(Node node, Request request) : IOutgoingGrainCallContext
{
    private int _next;

    public IInvokable Request => request;

    public object Grain => request.Reference;

    public GrainId? SourceId => request.Source?.GrainId;

    public GrainId TargetId => request.Reference.GrainId;

    public GrainInterfaceType InterfaceType => request.Reference.InterfaceType;

    public string InterfaceName => request.Method.InterfaceName;

    public string MethodName => request.Method.Name;

    public MethodInfo InterfaceMethod => request.Method.Info;

    public IGrainContext? SourceContext => request.Source;

    public object? Result
    {
        get => Response?.Result;
        set => Response = Response.FromResult(value);
    }

    public Response? Response { get; set; }

    public async Task InvokeAllAsync()
    {
        try
        {
            await Invoke();
            request.Complete(Response ?? Response.Completed);
        }
        catch (Exception exception)
        {
            request.Fail(exception);
        }
    }

    public async Task Invoke()
    {
        var filters = node.OutgoingFilters;
        var step = _next++;
        if (step < filters.Length)
        {
            await filters[step].Invoke(this);
        }
        else if (step == filters.Length && request.Source?.GrainInstance is IOutgoingGrainCallFilter own)
        {
            await own.Invoke(this);
        }
        else
        {
            var sent = request.Duplicate();
            sent.Context = RequestContext.Current;
            node.Dispatch(sent);
            if (sent.IsOneWay)
            {
                Response = Response.Completed;
                return;
            }

            await sent.Outcome.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            Response = sent.ToResponse(sent.Outcome);
            if (Response.Exception is { } exception) ExceptionDispatchInfo.Throw(exception);
        }
    }
}
