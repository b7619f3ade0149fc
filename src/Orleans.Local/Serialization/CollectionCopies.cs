using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Orleans.Local;

/// <summary>Copies collections, element by element, into collections of the same type.</summary>
internal static class CollectionCopies
{
    private static readonly Dictionary<Type, string> Methods = new()
    {
        [typeof(List<>)] = nameof(CopyList),
        [typeof(HashSet<>)] = nameof(CopyHashSet),
        [typeof(Queue<>)] = nameof(CopyQueue),
        [typeof(Dictionary<,>)] = nameof(CopyDictionary),
        [typeof(KeyValuePair<,>)] = nameof(CopyPair),
        [typeof(ReadOnlyMemory<>)] = nameof(CopyReadOnlyMemory),
        [typeof(Memory<>)] = nameof(CopyMemory),
        [typeof(ImmutableArray<>)] = nameof(CopyImmutableArray),
        [typeof(ImmutableList<>)] = nameof(CopyImmutableList),
        [typeof(ImmutableHashSet<>)] = nameof(CopyImmutableHashSet),
        [typeof(ImmutableSortedSet<>)] = nameof(CopyImmutableSortedSet),
        [typeof(ImmutableDictionary<,>)] = nameof(CopyImmutableDictionary),
        [typeof(ImmutableSortedDictionary<,>)] = nameof(CopyImmutableSortedDictionary),
        [typeof(ImmutableQueue<>)] = nameof(CopyImmutableQueue),
    };

    private static readonly ConcurrentDictionary<Type, Func<object, ObjectCopier, object>?> Copiers = new();

    /// <summary>How a collection type is copied; null when the type is none.</summary>
    public static Func<object, ObjectCopier, object>? For(Type type) => Copiers.GetOrAdd(type, static type =>
    {
        if (type.IsArray) return (value, copier) => CopyArray((Array)value, copier);
        if (!type.IsGenericType) return null;
        var definition = type.GetGenericTypeDefinition();
        if (definition.FullName!.StartsWith("System.ValueTuple`", StringComparison.Ordinal)
            || definition.FullName.StartsWith("System.Tuple`", StringComparison.Ordinal))
        {
            return CopyTuple;
        }

        return Methods.TryGetValue(definition, out var name)
            ? typeof(CollectionCopies).GetMethod(name)!.MakeGenericMethod(type.GetGenericArguments())
                .CreateDelegate<Func<object, ObjectCopier, object>>()
            : null;
    });

    public static object CopyList<T>(object value, ObjectCopier copier) => Each((List<T>)value, copier).ToList();

    public static object CopyHashSet<T>(object value, ObjectCopier copier) =>
        Each((HashSet<T>)value, copier).ToHashSet(((HashSet<T>)value).Comparer);

    public static object CopyQueue<T>(object value, ObjectCopier copier) => new Queue<T>(Each((Queue<T>)value, copier));

    public static object CopyDictionary<TKey, TValue>(object value, ObjectCopier copier)
        where TKey : notnull =>
        new Dictionary<TKey, TValue>(Pairs((Dictionary<TKey, TValue>)value, copier), ((Dictionary<TKey, TValue>)value).Comparer);

    public static object CopyPair<TKey, TValue>(object value, ObjectCopier copier) => Pair((KeyValuePair<TKey, TValue>)value, copier);

    public static object CopyReadOnlyMemory<T>(object value, ObjectCopier copier) =>
        new ReadOnlyMemory<T>([.. Each(((ReadOnlyMemory<T>)value).ToArray(), copier)]);

    public static object CopyMemory<T>(object value, ObjectCopier copier) =>
        new Memory<T>([.. Each(((Memory<T>)value).ToArray(), copier)]);

    public static object CopyImmutableArray<T>(object value, ObjectCopier copier) =>
        ((ImmutableArray<T>)value).IsDefault ? value : ImmutableArray.CreateRange(Each((ImmutableArray<T>)value, copier));

    public static object CopyImmutableList<T>(object value, ObjectCopier copier) =>
        ImmutableList.CreateRange(Each((ImmutableList<T>)value, copier));

    public static object CopyImmutableHashSet<T>(object value, ObjectCopier copier) =>
        ImmutableHashSet.CreateRange(((ImmutableHashSet<T>)value).KeyComparer, Each((ImmutableHashSet<T>)value, copier));

    public static object CopyImmutableSortedSet<T>(object value, ObjectCopier copier) =>
        ImmutableSortedSet.CreateRange(((ImmutableSortedSet<T>)value).KeyComparer, Each((ImmutableSortedSet<T>)value, copier));

    public static object CopyImmutableDictionary<TKey, TValue>(object value, ObjectCopier copier)
        where TKey : notnull =>
        ImmutableDictionary.CreateRange(
            ((ImmutableDictionary<TKey, TValue>)value).KeyComparer, Pairs((ImmutableDictionary<TKey, TValue>)value, copier));

    public static object CopyImmutableSortedDictionary<TKey, TValue>(object value, ObjectCopier copier)
        where TKey : notnull =>
        ImmutableSortedDictionary.CreateRange(
            ((ImmutableSortedDictionary<TKey, TValue>)value).KeyComparer, Pairs((ImmutableSortedDictionary<TKey, TValue>)value, copier));

    public static object CopyImmutableQueue<T>(object value, ObjectCopier copier) =>
        ImmutableQueue.CreateRange(Each((ImmutableQueue<T>)value, copier));

    private static IEnumerable<T> Each<T>(IEnumerable<T> values, ObjectCopier copier) =>
        values.Select(value => (T)copier.Copy(value, typeof(T))!);

    private static IEnumerable<KeyValuePair<TKey, TValue>> Pairs<TKey, TValue>(
        IEnumerable<KeyValuePair<TKey, TValue>> pairs, ObjectCopier copier) => pairs.Select(pair => Pair(pair, copier));

    private static KeyValuePair<TKey, TValue> Pair<TKey, TValue>(KeyValuePair<TKey, TValue> pair, ObjectCopier copier) =>
        new((TKey)copier.Copy(pair.Key, typeof(TKey))!, (TValue)copier.Copy(pair.Value, typeof(TValue))!);

    private static Array CopyArray(Array array, ObjectCopier copier)
    {
        var copy = (Array)array.Clone();
        var element = array.GetType().GetElementType()!;
        if (element.IsPrimitive || array.Rank > 1) return copy;
        for (var index = 0; index < copy.Length; index++) copy.SetValue(copier.Copy(array.GetValue(index), element), index);
        return copy;
    }

    private static object CopyTuple(object value, ObjectCopier copier)
    {
        var type = value.GetType();
        var tuple = (System.Runtime.CompilerServices.ITuple)value;
        if (tuple.Length > 7) throw new NotSupportedException($"{type}: tuples of more than seven are not copied.");
        var arguments = type.GetGenericArguments();
        return Activator.CreateInstance(
            type, [.. Enumerable.Range(0, tuple.Length).Select(index => copier.Copy(tuple[index], arguments[index]))])!;
    }
}
