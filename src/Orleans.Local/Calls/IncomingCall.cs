using System.Reflection;
using System.Runtime.ExceptionServices;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans.Local;

/// <summary>An arriving request on its way through the filters of the silo, then the grain's own, to the grain.</summary>
internal sealed class IncomingCall(Activation activation, Request request) : IIncomingGrainCallContext
{
    private int _next;

    public IInvokable Request => request;

    public object Grain => activation.GrainInstance!;

    public GrainId? SourceId => request.Source?.GrainId;

    public GrainId TargetId => activation.GrainId;

    public GrainInterfaceType InterfaceType => GrainInterfaceType.Create(request.Method.InterfaceName);

    public string InterfaceName => request.Method.InterfaceName;

    public string MethodName => request.Method.Name;

    public MethodInfo InterfaceMethod => request.Method.Info;

    public IGrainContext TargetContext => activation;

    public MethodInfo ImplementationMethod
    {
        get
        {
            if (!request.Method.Info.DeclaringType!.IsInstanceOfType(Grain)) return InterfaceMethod;
            var map = Grain.GetType().GetInterfaceMap(request.Method.Info.DeclaringType);
            return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, request.Method.Info)];
        }
    }

    public object? Result
    {
        get => Response?.Result;
        set => Response = Response.FromResult(value);
    }

    public Response? Response { get; set; }

    public static bool HasFilters(Activation activation) =>
        activation.Silo.IncomingFilters.Length > 0 || activation.GrainInstance is IIncomingGrainCallFilter;

    /// <summary>Goes through all filters; the outcome is in the request then.</summary>
    public static async Task InvokeAsync(Activation activation, Request request)
    {
        var call = new IncomingCall(activation, request);
        await call.Invoke();
        request.Response = call.Response;
        if (call.Response?.Exception is { } exception) ExceptionDispatchInfo.Throw(exception);
    }

    public async Task Invoke()
    {
        var filters = activation.Silo.IncomingFilters;
        var step = _next++;
        if (step < filters.Length)
        {
            await filters[step].Invoke(this);
        }
        else if (step == filters.Length && activation.GrainInstance is IIncomingGrainCallFilter own)
        {
            await own.Invoke(this);
        }
        else
        {
            var call = request.InvokeOn(activation);
            await ((Task)call).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            Response = request.ToResponse(call);
            if (Response.Exception is { } exception) ExceptionDispatchInfo.Throw(exception);
        }
    }
}
