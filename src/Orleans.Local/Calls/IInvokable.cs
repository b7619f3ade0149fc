using System.Reflection;

namespace Orleans.Serialization.Invocation;

/// <summary>A request: a method and its arguments.</summary>
public interface IInvokable
{
    /// <summary>The object that is called, once it is known.</summary>
    object? GetTarget();

    /// <summary>How many arguments there are.</summary>
    int GetArgumentCount();

    /// <summary>An argument.</summary>
    object? GetArgument(int index);

    /// <summary>Replaces an argument.</summary>
    void SetArgument(int index, object value);

    /// <summary>The method's name.</summary>
    string GetMethodName();

    /// <summary>The interface's name.</summary>
    string GetInterfaceName();

    /// <summary>The name that traces give the request.</summary>
    string GetActivityName();

    /// <summary>The interface's method.</summary>
    MethodInfo GetMethod();

    /// <summary>The interface.</summary>
    Type GetInterfaceType();

    /// <summary>The method's own time limit; null for the configured one.</summary>
    TimeSpan? GetDefaultResponseTimeout() => null;

    /// <summary>The cancellation token among the arguments.</summary>
    CancellationToken GetCancellationToken() => default;
}
