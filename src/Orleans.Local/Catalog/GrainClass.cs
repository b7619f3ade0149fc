using System.Reflection;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans.Local;

/// <summary>A grain class and what its attributes say.</summary>
internal sealed class GrainClass
{
    private readonly GrainConstructor _constructor;

    public GrainClass(Type type)
    {
        Type = type;
        GrainType = GrainType.Create(type.GetCustomAttribute<GrainTypeAttribute>()?.Name ?? NameOf(type));
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute));
        Placement = type.GetCustomAttribute<PlacementAttribute>()?.PlacementStrategy ?? PlacementStrategy.Random;
        MaxLocalWorkers = type.GetCustomAttribute<StatelessWorkerAttribute>()?.MaxLocalWorkers ?? 0;
        var collection = type.GetCustomAttribute<CollectionAgeLimitAttribute>();
        NeverIdle = collection is { AlwaysActive: true } || type.IsDefined(typeof(KeepAliveAttribute));
        AgeLimit = collection?.AgeLimit;
        MayInterleave = PredicateOf(type);
        Subscriptions = [.. type.GetCustomAttributes<ImplicitStreamSubscriptionAttribute>()];
        _constructor = new GrainConstructor(type);
    }

    public Type Type { get; }

    public GrainType GrainType { get; }

    public bool IsReentrant { get; }

    public PlacementStrategy Placement { get; }

    public int MaxLocalWorkers { get; }

    public Func<IInvokable, bool>? MayInterleave { get; }

    public IReadOnlyList<ImplicitStreamSubscriptionAttribute> Subscriptions { get; }

    private bool NeverIdle { get; }

    private TimeSpan? AgeLimit { get; }

    public static bool IsOne(Type type) =>
        type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }
        && typeof(IGrainBase).IsAssignableFrom(type)
        && typeof(IGrain).IsAssignableFrom(type);

    public object Construct(Activation activation) => _constructor.Construct(activation);

    /// <summary>How long an activation may be idle in a silo; null for ever.</summary>
    public TimeSpan? AgeLimitIn(SiloNode silo) => NeverIdle ? null : AgeLimit ?? silo.AgeLimitOf(Type);

    // As real Orleans names grain types that have no attribute: stored states and reminders are found under the same ids.
    private static string NameOf(Type type)
    {
        var name = type.Name.ToLowerInvariant();
        return name.Length > 5 && name.EndsWith("grain", StringComparison.Ordinal) ? name[..^5] : name;
    }

    private static Func<IInvokable, bool>? PredicateOf(Type type)
    {
        if (type.GetCustomAttribute<MayInterleaveAttribute>() is not { } attribute) return null;
        var method = type.GetMethod(attribute.CallbackMethodName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic, [typeof(IInvokable)])
            ?? throw new InvalidOperationException($"{type} has no static method {attribute.CallbackMethodName}({nameof(IInvokable)}).");
        return method.CreateDelegate<Func<IInvokable, bool>>();
    }
}
