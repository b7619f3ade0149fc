using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.Local;

/// <summary>Finds providers, and makes the states that constructors ask for.</summary>
internal static class PersistentStates
{
    public static Func<Activation, object?> FactoryFor(Type stateType, PersistentStateAttribute attribute)
    {
        var create = typeof(PersistentStates).GetMethod(nameof(Create))!.MakeGenericMethod(stateType)
            .CreateDelegate<Func<Activation, string, string?, object>>();
        return activation => create(activation, attribute.StateName, attribute.StorageName);
    }

    public static object Create<TState>(Activation activation, string name, string? provider)
    {
        var state = StateBridge<TState>.Create(activation, name, provider);
        activation.ObservableLifecycle.Subscribe(name, GrainLifecycleStage.SetupState, _ => state.ReadStateAsync());
        return state;
    }

    public static IGrainStorage ProviderOf(Activation activation, string? provider)
    {
        var services = activation.Silo.Services;
        var found = string.IsNullOrEmpty(provider) ? services.GetService<IGrainStorage>() : services.GetKeyedService<IGrainStorage>(provider);
        return found ?? throw new BadProviderConfigException(string.IsNullOrEmpty(provider)
            ? $"No default storage provider found loading grain type {activation.Class.Type.FullName}."
            : $"No storage provider named \"{provider}\" found loading grain type {activation.Class.Type.FullName}.");
    }
}

/// <summary>How the one state of a <see cref="Grain{TGrainState}"/> is named and where it is kept.</summary>
internal static class GrainStateName
{
    public static string Of(Type grainClass) => grainClass.FullName!;

    public static string? ProviderOf(Type grainClass) =>
        Attribute.GetCustomAttribute(grainClass, typeof(Providers.StorageProviderAttribute)) is Providers.StorageProviderAttribute attribute
            ? attribute.ProviderName
            : null;
}

/// <summary>The value of a state that is not stored.</summary>
internal static class EmptyState
{
    public static TState Of<TState>()
    {
        var type = typeof(TState);
        if (type.IsValueType || type == typeof(string)) return default!;
        return type.GetConstructor(Type.EmptyTypes) is not null
            ? Activator.CreateInstance<TState>()
            : (TState)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);
    }
}
