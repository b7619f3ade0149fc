using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans;

/// <summary>A request on its way, as a filter sees it.</summary>
public interface IGrainCallContext
{
    /// <summary>The request.</summary>
    IInvokable Request { get; }

    /// <summary>The grain, or the reference to it.</summary>
    object Grain { get; }

    /// <summary>Who sent it; null outside a grain.</summary>
    GrainId? SourceId { get; }

    /// <summary>To whom it is sent.</summary>
    GrainId TargetId { get; }

    /// <summary>The interface.</summary>
    GrainInterfaceType InterfaceType { get; }

    /// <summary>The interface's name.</summary>
    string InterfaceName { get; }

    /// <summary>The method's name.</summary>
    string MethodName { get; }

    /// <summary>The interface's method.</summary>
    MethodInfo InterfaceMethod { get; }

    /// <summary>The result, after <see cref="Invoke"/>.</summary>
    object? Result { get; set; }

    /// <summary>The result or exception, after <see cref="Invoke"/>.</summary>
    Response? Response { get; set; }

    /// <summary>Goes on to the next filter, and after the last one to the grain.</summary>
    Task Invoke();
}

/// <summary>A request that arrives.</summary>
public interface IIncomingGrainCallContext : IGrainCallContext
{
    /// <summary>The activation that is called.</summary>
    IGrainContext TargetContext { get; }

    /// <summary>The class's method.</summary>
    MethodInfo ImplementationMethod { get; }
}

/// <summary>A request that leaves.</summary>
public interface IOutgoingGrainCallContext : IGrainCallContext
{
    /// <summary>The activation that calls; null outside a grain.</summary>
    IGrainContext? SourceContext { get; }
}

/// <summary>Sees every request that arrives.</summary>
public interface IIncomingGrainCallFilter
{
    /// <summary>Does its part and calls <see cref="IGrainCallContext.Invoke"/>.</summary>
    Task Invoke(IIncomingGrainCallContext context);
}

/// <summary>Sees every request that leaves.</summary>
public interface IOutgoingGrainCallFilter
{
    /// <summary>Does its part and calls <see cref="IGrainCallContext.Invoke"/>.</summary>
    Task Invoke(IOutgoingGrainCallContext context);
}

/// <summary>A filter of arriving requests as a delegate.</summary>
public delegate Task IncomingGrainCallFilterDelegate(IIncomingGrainCallContext context);

/// <summary>A filter of leaving requests as a delegate.</summary>
public delegate Task OutgoingGrainCallFilterDelegate(IOutgoingGrainCallContext context);
