using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Orleans;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Paging;

namespace OrleansChat.Grains.Tests.Wire.Serialized;

/// <summary>A value of every type on the wire, with something in each member, and what is in them by id.</summary>
internal static class WireSamples
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly DateTimeOffset Time = new(2025, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>The types that have values of their own, generic ones of something.</summary>
    public static IEnumerable<Type> Types => WireList.Types.Where(type => type is { IsEnum: false, IsAbstract: false }).Select(type =>
        type == typeof(Page<>) ? typeof(Page<Message>)
        : type == typeof(Optional<>) ? typeof(Optional<string>)
        : type);

    /// <summary>The name of a type in the file.</summary>
    public static string NameOf(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).GetCustomAttribute<AliasAttribute>(false)!.Alias;

    /// <summary>A value; numbers and texts differ from member to member.</summary>
    public static object Make(Type type)
    {
        var next = 1;
        return Make(type, ref next)!;
    }

    /// <summary>What a value consists of: objects by the ids of their members, with the alias under <c>$</c>.</summary>
    public static JsonNode? Describe(object? value) => value switch
    {
        null => null,
        bool flag => JsonValue.Create(flag),
        Enum or int or long => JsonValue.Create(Convert.ToInt64(value)),
        double number => JsonValue.Create(number),
        string or Guid or TimeSpan => JsonValue.Create(value.ToString()),
        DateTimeOffset time => JsonValue.Create(time.ToString("O")),
        IEnumerable list => IsDefault(list) ? null : new JsonArray([.. list.Cast<object?>().Select(Describe)]),
        _ => DescribeObject(value),
    };

    private static JsonObject DescribeObject(object value)
    {
        var described = new JsonObject { ["$"] = NameOf(value.GetType()) };
        for (var level = value.GetType(); level is not null && level != typeof(object) && level != typeof(Exception); level = level.BaseType)
        {
            foreach (var member in Members(level))
                described[$"{member.GetCustomAttribute<IdAttribute>()!.Id}"] = Describe(member.GetValue(value));
        }

        return described;
    }

    private static bool IsDefault(IEnumerable list) => list.GetType().GetProperty(nameof(ImmutableArray<int>.IsDefault))?.GetValue(list) is true;

    private static object? Make(Type type, ref int next)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
            return Make(value, ref next);
        if (type == typeof(string))
            return $"text {next++}";
        if (type == typeof(bool))
            return true;
        if (type == typeof(int))
            return next++;
        if (type == typeof(long))
            return (long)next++ << 33;
        if (type == typeof(double))
            return next++ + 0.5;
        if (type == typeof(TimeSpan))
            return TimeSpan.FromSeconds(next++);
        if (type == typeof(Guid))
            return new Guid(next++, 2, 3, [4, 5, 6, 7, 8, 9, 10, 11]);
        if (type == typeof(DateTimeOffset))
            return Time.AddMinutes(next++);
        if (type.IsEnum)
            return Enum.GetValues(type).Cast<object>().Last();
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
            return MakeArray(type.GetGenericArguments()[0], ref next);
        if (type.IsAbstract)
            return Make(WireList.Types.First(candidate => candidate.BaseType == type), ref next);
        if (type.IsDefined(typeof(GenerateSerializerAttribute), false))
            return MakeObject(type, ref next);
        throw new NotSupportedException($"How does one make a {type}?");
    }

    /// <summary>Two elements; none of references, which only live in their cluster.</summary>
    private static object MakeArray(Type element, ref int next)
    {
        var items = Array.CreateInstance(element, element.IsInterface ? 0 : 2);
        for (var index = 0; index < items.Length; index++)
            items.SetValue(Make(element, ref next), index);
        return typeof(ImmutableArray).GetMethods().Single(method => method.Name == nameof(ImmutableArray.Create)
                && method.GetParameters() is [{ ParameterType.IsArray: true }])
            .MakeGenericMethod(element).Invoke(null, [items])!;
    }

    private static object MakeObject(Type type, ref int next)
    {
        var made = RuntimeHelpers.GetUninitializedObject(type);
        for (var level = type; level is not null && level != typeof(object) && level != typeof(Exception); level = level.BaseType)
        {
            foreach (var member in Members(level))
                level.GetField($"<{member.Name}>k__BackingField", Declared)!.SetValue(made, Make(member.PropertyType, ref next));
        }

        return made;
    }

    private static IEnumerable<PropertyInfo> Members(Type level) => level.GetProperties(Declared)
        .Where(member => member.IsDefined(typeof(IdAttribute)))
        .OrderBy(member => member.GetCustomAttribute<IdAttribute>()!.Id);
}
