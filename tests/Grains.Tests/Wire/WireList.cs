using System.Reflection;
using System.Runtime.CompilerServices;
using Orleans;
using Orleans.Runtime;
using OrleansChat.Grains.Interfaces.Accounts;

namespace OrleansChat.Grains.Tests.Wire;

/// <summary>
/// What crosses the cluster, found by reflection: a fact is a key (what a node of another version looks for) and a value
/// (what it expects to find there). docs/decisions/006-versions.md says what may become of them.
/// </summary>
internal static class WireList
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Assembly[] Ours = [typeof(IAccountGrain).Assembly, typeof(ChatGrains).Assembly];

    /// <summary>The types of ours that messages and grain states are made of.</summary>
    public static IReadOnlyList<Type> Types { get; } =
        [.. Ours.SelectMany(assembly => assembly.GetTypes()).Where(type => type.IsDefined(typeof(GenerateSerializerAttribute), false))];

    /// <summary>All facts, of the sources as they are now.</summary>
    public static IReadOnlyDictionary<string, string> OfTheSources()
    {
        var facts = Types.SelectMany(OfType)
            .Concat(Ours.SelectMany(assembly => assembly.GetTypes()).Where(IsGrainInterface).SelectMany(OfInterface))
            .Concat(Ours.SelectMany(assembly => assembly.GetTypes()).Where(IsGrain).SelectMany(OfGrain));
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in facts)
        {
            if (!found.TryAdd(key, value))
                throw new InvalidOperationException($"Two things on the wire are called '{key}'.");
        }

        return found;
    }

    private static IEnumerable<(string Key, string Value)> OfType(Type type)
    {
        var alias = AliasOf(type);
        if (type.IsEnum)
            return Enum.GetValues(type).Cast<Enum>().Select(value => ($"enum {alias} {value:D}", value.ToString())).Prepend(($"enum {alias}", type.GetEnumUnderlyingType().Name));

        var kind = typeof(Exception).IsAssignableFrom(type) ? "exception" : type.IsValueType ? "struct" : type.IsAbstract ? "abstract class" : "class";
        var parent = type.BaseType is { } level && Ours.Contains(level.Assembly) ? $": {NameOf(level)}" : "";
        return Members(type)
            .Select(member => ($"type {alias} [{member.Id}]", $"{member.Name}: {NameOf(member.Type)}"))
            .Prepend(($"type {alias}", kind + parent));
    }

    private static IEnumerable<(uint Id, string Name, Type Type)> Members(Type type)
    {
        foreach (var property in type.GetProperties(Declared))
        {
            if (property.GetCustomAttribute<IdAttribute>() is { } id)
                yield return (id.Id, property.Name, property.PropertyType);
            else if (type.GetField($"<{property.Name}>k__BackingField", Declared) is not null)
                throw new InvalidOperationException($"{type}.{property.Name} would be lost on the way: it has no [Id].");
        }

        foreach (var field in type.GetFields(Declared).Where(field => !field.IsDefined(typeof(CompilerGeneratedAttribute))))
        {
            var id = field.GetCustomAttribute<IdAttribute>() ?? throw new InvalidOperationException($"{type}.{field.Name} would be lost on the way: it has no [Id].");
            yield return (id.Id, field.Name, field.FieldType);
        }
    }

    private static IEnumerable<(string Key, string Value)> OfInterface(Type type)
    {
        var alias = AliasOf(type);
        var key = typeof(IGrainObserver).IsAssignableFrom(type) ? "observer"
            : typeof(IGrainWithGuidKey).IsAssignableFrom(type) ? "keyed by Guid"
            : typeof(IGrainWithStringKey).IsAssignableFrom(type) ? "keyed by String"
            : typeof(IGrainWithIntegerKey).IsAssignableFrom(type) ? "keyed by Int64"
            : throw new InvalidOperationException($"How is {type} keyed?");
        return type.GetMethods(Declared)
            .Select(method => ($"method {alias}.{AliasOf(method)}", Signature(method)))
            .Prepend(($"interface {alias}", key));
    }

    /// <summary>Parameters travel by their places: their names do not matter.</summary>
    private static string Signature(MethodInfo method)
    {
        var parameters = method.GetParameters().Select(parameter => NameOf(parameter.ParameterType));
        var result = method.ReturnType.IsGenericType ? NameOf(method.ReturnType.GetGenericArguments()[0]) : "nothing";
        return $"({string.Join(", ", parameters)}) -> {result}";
    }

    private static IEnumerable<(string Key, string Value)> OfGrain(Type type)
    {
        var name = type.GetCustomAttributesData().SingleOrDefault(data => data.AttributeType == typeof(GrainTypeAttribute))?.ConstructorArguments[0].Value as string
            ?? throw new InvalidOperationException($"{type} has no [GrainType]: a rename of the class would lose what is stored for it.");
        var interfaces = type.GetInterfaces().Where(IsGrainInterface).Select(AliasOf).Order(StringComparer.Ordinal);
        return type.GetConstructors().SelectMany(constructor => constructor.GetParameters())
            .SelectMany(parameter => parameter.GetCustomAttributes<PersistentStateAttribute>()
                .Select(stored => ($"state {name}/{stored.StateName} in {stored.StorageName}", NameOf(parameter.ParameterType.GetGenericArguments()[0]))))
            .Prepend(($"grain {name}", string.Join(", ", interfaces)));
    }

    private static bool IsGrainInterface(Type type) => type.IsInterface && Ours.Contains(type.Assembly) && typeof(IAddressable).IsAssignableFrom(type);

    private static bool IsGrain(Type type) => type is { IsClass: true, IsAbstract: false } && typeof(Grain).IsAssignableFrom(type);

    private static string NameOf(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
            return $"{NameOf(value)}?";
        if (type.IsArray)
            return $"{NameOf(type.GetElementType()!)}[]";
        var name = Ours.Contains(type.Assembly) && !type.IsGenericParameter ? AliasOf(type) : type.Name;
        return type.IsGenericType ? $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>" : name;
    }

    private static string AliasOf(MemberInfo member) =>
        member.GetCustomAttributes<AliasAttribute>(inherit: false).SingleOrDefault()?.Alias
        ?? throw new InvalidOperationException($"{member.DeclaringType?.Name}{(member.DeclaringType is null ? "" : ".")}{member.Name} crosses the cluster and has no [Alias].");
}
