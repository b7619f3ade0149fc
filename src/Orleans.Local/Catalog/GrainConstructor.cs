using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans.Local;

/// <summary>Constructs grains of one class: states and services as its constructor asks for them.</summary>
internal sealed class GrainConstructor
{
    private readonly ConstructorInvoker _invoker;
    private readonly Func<Activation, object?>[] _arguments;

    public GrainConstructor(Type type)
    {
        var constructors = type.GetConstructors();
        var chosen = Array.Find(constructors, candidate => candidate.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute)))
            ?? constructors.MaxBy(candidate => candidate.GetParameters().Length)
            ?? throw new InvalidOperationException($"Grain class {type} has no public constructor.");
        _invoker = ConstructorInvoker.Create(chosen);
        _arguments = [.. chosen.GetParameters().Select(ArgumentFor)];
    }

    public object Construct(Activation activation)
    {
        var arguments = new object?[_arguments.Length];
        for (var index = 0; index < arguments.Length; index++) arguments[index] = _arguments[index](activation);
        return _invoker.Invoke(arguments.AsSpan());
    }

    private static Func<Activation, object?> ArgumentFor(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (parameter.GetCustomAttribute<PersistentStateAttribute>() is { } state)
        {
            if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(IPersistentState<>))
                throw new InvalidOperationException($"{parameter.Member.DeclaringType}: [PersistentState] goes with IPersistentState<T>.");
            return PersistentStates.FactoryFor(type.GetGenericArguments()[0], state);
        }

        if (type == typeof(IGrainContext)) return static activation => activation;
        if (parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed)
        {
            return activation => activation.ActivationServices.GetKeyedServices(type, keyed.Key).LastOrDefault()
                ?? DefaultFor(parameter);
        }

        return activation => activation.ActivationServices.GetService(type) ?? DefaultFor(parameter);
    }

    private static object? DefaultFor(ParameterInfo parameter) => parameter.HasDefaultValue
        ? parameter.DefaultValue
        : throw new InvalidOperationException(
            $"Unable to resolve service for type '{parameter.ParameterType}' while attempting to activate '{parameter.Member.DeclaringType}'.");
}
