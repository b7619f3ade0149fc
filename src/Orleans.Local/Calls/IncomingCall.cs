using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans.Local;

/// <summary>An arriving request on its way through the filters of the silo, then the grain's own, to the grain.</summary>
internal sealed class IncomingCall(Activation activation, Request request) : IIncomingGrainCallContext
{
    private int _next;
    private Task? _call;
    private Response? _response;

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

    /// <summary>What a filter said it is; otherwise that of the grain's method, once it is over.</summary>
    public Response? Response
    {
        get => _response ?? (_call is { IsCompleted: true } ? _response = request.ToResponse(_call) : null);
        set => _response = value;
    }

    public static bool HasFilters(Activation activation) =>
        activation.Silo.IncomingFilters.Length > 0 || activation.GrainInstance is IIncomingGrainCallFilter;

    /// <summary>Goes on with the next filter, at last with the grain's method: it runs under no more tasks than the filters make.</summary>
    public Task Invoke()
    {
        var filters = activation.Silo.IncomingFilters;
        var step = _next++;
        if (step < filters.Length) return filters[step].Invoke(this);
        if (step == filters.Length && activation.GrainInstance is IIncomingGrainCallFilter own) return own.Invoke(this);
        return _call = InvokeGrain();
    }

    /// <summary>All filters are through: the failure of the first one, or what the others have left of the grain's outcome.</summary>
    public Task OutcomeOf(Task filters)
    {
        if (!filters.IsCompletedSuccessfully) return filters;
        request.Response = _response;
        return _response switch
        {
            null => _call ?? filters,
            { Exception: { } exception } => Task.FromException(exception),
            _ => filters,
        };
    }

    public static InvalidOperationException NoTask(Request request) => new($"{request.Method.Name} returned null instead of a task.");

    private Task InvokeGrain()
    {
        try
        {
            return request.InvokeOn(activation) ?? throw NoTask(request);
        }
        catch (Exception exception)
        {
            return Task.FromException(exception);
        }
    }
}
