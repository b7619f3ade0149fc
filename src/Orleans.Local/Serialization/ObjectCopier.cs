using System.Runtime.CompilerServices;
using Orleans.Runtime;

namespace Orleans.Local;

/// <summary>Copies object graphs; what an object consists of is up to the derived class.</summary>
internal abstract class ObjectCopier
{
    private static readonly HashSet<Type> Atoms =
    [
        typeof(string), typeof(decimal), typeof(Guid), typeof(DateTime), typeof(DateTimeOffset), typeof(TimeSpan), typeof(DateOnly),
        typeof(TimeOnly), typeof(Uri), typeof(Version), typeof(Int128), typeof(UInt128), typeof(Half), typeof(object),
        typeof(CancellationToken), typeof(System.Net.IPAddress), typeof(System.Net.IPEndPoint), typeof(SiloAddress),
    ];

    private readonly Dictionary<object, object> _copies = new(ReferenceEqualityComparer.Instance);

    /// <summary>A copy; <paramref name="declared"/> is the type of the place that it is for.</summary>
    public object? Copy(object? value, Type? declared = null)
    {
        if (value is null) return null;
        var type = value.GetType();
        if (type.IsPrimitive || type.IsEnum || Atoms.Contains(type) || value is Type) return value;
        if (value is IAddressable grain) return Reference(grain, declared);
        if (!type.IsValueType && _copies.TryGetValue(value, out var known)) return known;
        var copy = CollectionCopies.For(type)?.Invoke(value, this) ?? CopyObject(value, type);
        if (!type.IsValueType) _copies[value] = copy;
        return copy;
    }

    /// <summary>Copies an object that is no collection.</summary>
    protected abstract object CopyObject(object value, Type type);

    /// <summary>Notes a copy before its members are copied, for graphs that go in circles.</summary>
    protected void Note(object original, object copy)
    {
        if (!original.GetType().IsValueType) _copies[original] = copy;
    }

    protected static object Create(Type type) =>
        type.GetConstructor(Type.EmptyTypes) is { } constructor ? constructor.Invoke(null) : RuntimeHelpers.GetUninitializedObject(type);

    private static object Reference(IAddressable grain, Type? declared) => grain switch
    {
        GrainReference => grain,
        IGrainObserver and not IGrainBase => throw new NotSupportedException(
            $"IGrainObserver parameters must be GrainReference or Grain and cannot be type {grain.GetType()}. Did you forget to CreateObjectReference?"),
        _ => declared is { IsInterface: true } ? grain.AsReference(declared) : GrainExtensions.ReferenceOf(grain),
    };
}
