using System.Reflection;
using Orleans;

namespace OrleansChat.Grains.Tests.Cluster;

/// <summary>Grains that answer as a test tells them, for what has to be seen when they fail or take their time.</summary>
internal static class StubGrains
{
    /// <summary>A factory of such grains. References to observers are the observers themselves.</summary>
    public static IGrainFactory Factory(Func<Type, Guid, MethodInfo, Task> answer) => Factory((type, key, call, _) => answer(type, key, call));

    /// <summary>The same, by what they are called with.</summary>
    public static IGrainFactory Factory(Func<Type, Guid, MethodInfo, object?[], Task> answer) => Create<IGrainFactory>((method, arguments) =>
    {
        if (method.Name == nameof(IGrainFactory.CreateObjectReference))
            return arguments[0];
        var (type, key) = (method.GetGenericArguments()[0], arguments[0] as Guid? ?? Guid.Empty);
        return Create(type, (call, given) => answer(type, key, call, given));
    });

    private static T Create<T>(Func<MethodInfo, object?[], object?> answer)
        where T : class => (T)Create(typeof(T), answer);

    private static object Create(Type type, Func<MethodInfo, object?[], object?> answer)
    {
        var proxy = DispatchProxy.Create(type, typeof(Stub));
        ((Stub)proxy).Answer = answer;
        return proxy;
    }

    /// <summary>Passes every call on.</summary>
    public class Stub : DispatchProxy
    {
        internal Func<MethodInfo, object?[], object?> Answer { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Answer(targetMethod!, args ?? []);
    }
}
