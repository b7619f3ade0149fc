using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Orleans.Local;

/// <summary>The members by which real Orleans serializes a type: those with an <see cref="IdAttribute"/>, and a record's parameters.</summary>
internal static class SerializedMembers
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly ConcurrentDictionary<Type, FieldInfo[]> Cache = new();

    /// <summary>The fields behind the serialized members, the base types' included.</summary>
    public static FieldInfo[] Of(Type type) => Cache.GetOrAdd(type, static type => [.. Levels(type).SelectMany(FieldsOf)]);

    public static bool IsSerializable(Type type) => type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false);

    private static IEnumerable<Type> Levels(Type type)
    {
        for (var level = type; level is not null && level != typeof(object) && level != typeof(ValueType) && level != typeof(Exception); level = level.BaseType)
        {
            if (!IsSerializable(level))
                throw new Serialization.CodecNotFoundException($"Could not find a codec for type {level}. It has no [GenerateSerializer].");
            yield return level;
        }
    }

    private static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        foreach (var field in type.GetFields(Declared))
            if (field.IsDefined(typeof(IdAttribute)))
                yield return field;

        var parameters = RecordParametersOf(type);
        foreach (var property in type.GetProperties(Declared))
        {
            if (!property.IsDefined(typeof(IdAttribute)) && !parameters.Contains(property.Name)) continue;
            yield return type.GetField($"<{property.Name}>k__BackingField", Declared)
                ?? throw new NotSupportedException($"{type}.{property.Name} has an [Id] but is no automatic property.");
        }
    }

    private static HashSet<string> RecordParametersOf(Type type)
    {
        var isRecord = type.GetMethod("<Clone>$", Declared) is not null
            || (type.IsValueType && type.GetMethod("PrintMembers", Declared)?.IsDefined(typeof(CompilerGeneratedAttribute)) == true);
        if (!isRecord) return [];
        return type.GetConstructors(Declared).MaxBy(constructor => constructor.GetParameters().Length)?
            .GetParameters().Select(parameter => parameter.Name!).ToHashSet() ?? [];
    }
}
