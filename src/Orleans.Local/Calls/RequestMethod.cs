using System.Reflection;
using Orleans.Concurrency;

namespace Orleans.Local;

/// <summary>What is known of a grain interface's method before it is called.</summary>
internal sealed class RequestMethod
{
    public RequestMethod(Type interfaceType, MethodInfo method)
    {
        InterfaceType = interfaceType;
        Info = method;
        IsReadOnly = method.IsDefined(typeof(ReadOnlyAttribute));
        AlwaysInterleaves = method.IsDefined(typeof(AlwaysInterleaveAttribute));
        IsOneWay = method.ReturnType == typeof(void) || method.IsDefined(typeof(OneWayAttribute));
        ResponseTimeout = method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout;
        InterfaceName = interfaceType.FullName ?? interfaceType.Name;
        ActivityName = $"{interfaceType.Name}/{method.Name}";
        Parameters = method.GetParameters();
        ResultType = method.ReturnType.IsGenericType ? method.ReturnType.GetGenericArguments()[0] : typeof(void);
    }

    public Type InterfaceType { get; }

    public MethodInfo Info { get; }

    public ParameterInfo[] Parameters { get; }

    public Type ResultType { get; }

    public bool IsReadOnly { get; }

    public bool AlwaysInterleaves { get; }

    public bool IsOneWay { get; }

    public TimeSpan? ResponseTimeout { get; }

    public string InterfaceName { get; }

    public string ActivityName { get; }

    public string Name => Info.Name;
}
