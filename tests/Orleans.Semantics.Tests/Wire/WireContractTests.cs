using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using Orleans;
using Orleans.Runtime;
using OrleansChat.Grains.Interfaces.Accounts;

namespace OrleansChat.Semantics.Tests.Wire;

/// <summary>Everything that crosses a grain boundary can be serialized, can be renamed, and cannot change on the way.</summary>
public sealed class WireContractTests
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Assembly Contract = typeof(IAccountGrain).Assembly;

    private static readonly HashSet<Type> Atoms =
    [
        typeof(string), typeof(decimal), typeof(Guid), typeof(DateTime), typeof(DateTimeOffset), typeof(TimeSpan), typeof(DateOnly),
        typeof(TimeOnly), typeof(Uri), typeof(CancellationToken), typeof(GrainId),
    ];

    private static readonly HashSet<Type> Collections =
    [
        typeof(Nullable<>), typeof(ImmutableArray<>), typeof(ImmutableList<>), typeof(ImmutableDictionary<,>), typeof(ImmutableHashSet<>),
        typeof(ImmutableSortedDictionary<,>), typeof(ImmutableSortedSet<>), typeof(ReadOnlyMemory<>),
    ];

    private static IEnumerable<Type> Interfaces =>
        Contract.GetTypes().Where(type => type.IsInterface && typeof(IAddressable).IsAssignableFrom(type));

    /// <summary>The types of ours that arguments and results can consist of, however deep, with all that derive from them.</summary>
    private static HashSet<Type> Messages
    {
        get
        {
            HashSet<Type> found = [];
            foreach (var method in Interfaces.SelectMany(type => type.GetMethods()))
            {
                Collect(ResultOf(method), found);
                foreach (var parameter in method.GetParameters()) Collect(parameter.ParameterType, found);
            }

            foreach (var type in Contract.GetTypes().Where(type => typeof(Exception).IsAssignableFrom(type))) Collect(type, found);
            return found;
        }
    }

    [Fact]
    public void There_are_interfaces_and_messages_to_look_at()
    {
        Assert.Contains(typeof(IAccountGrain), Interfaces);
        Assert.Contains(typeof(Account), Messages);
    }

    [Fact]
    public void Grain_methods_return_tasks() =>
        AssertNone(Interfaces.SelectMany(type => type.GetMethods()).Where(method => !IsTask(method.ReturnType)).Select(Name));

    [Fact]
    public void Grain_methods_are_plain_abstract_methods() =>
        AssertNone(Interfaces.SelectMany(type => type.GetMethods(Declared | BindingFlags.Static))
            .Where(method => !method.IsAbstract || method.IsStatic || method.IsGenericMethod
                || method.GetParameters().Any(parameter => parameter.ParameterType.IsByRef || parameter.IsOptional))
            .Select(Name));

    [Fact]
    public void A_grain_interface_has_one_method_of_a_name() =>
        AssertNone(Interfaces.SelectMany(type => type.GetMethods().GroupBy(method => method.Name).Where(group => group.Count() > 1)
            .Select(group => $"{type.Name}.{group.Key}")));

    [Fact]
    public void Every_interface_has_an_alias_of_its_own() => AssertAliases(Interfaces);

    [Fact]
    public void Every_message_has_an_alias_of_its_own() => AssertAliases(Messages);

    [Fact]
    public void Every_method_has_an_alias_of_its_own_in_its_interface()
    {
        // Without one a call is named by a hash of the method's name and of its parameters' type names.
        foreach (var type in Interfaces)
            AssertAliases(type.GetMethods());
    }

    [Fact]
    public void Every_message_has_a_serializer() =>
        AssertNone(Messages.Where(type => !type.IsDefined(typeof(GenerateSerializerAttribute), false)).Select(Name));

    [Fact]
    public void Every_message_is_immutable()
    {
        AssertNone(Messages
            .Where(type => !type.IsEnum && !typeof(Exception).IsAssignableFrom(type) && !type.IsDefined(typeof(ImmutableAttribute), false))
            .Select(Name));
        AssertNone(Messages.SelectMany(type => type.GetProperties(Declared).Where(IsSettable).Select(Name)));
        AssertNone(Messages.Where(type => !type.IsEnum).SelectMany(type => type.GetFields(Declared)
            .Where(field => !field.IsInitOnly && !field.IsDefined(typeof(CompilerGeneratedAttribute))).Select(Name)));
    }

    [Fact]
    public void Every_message_is_sealed_or_the_abstract_head_of_a_family() =>
        AssertNone(Messages.Where(type => !type.IsValueType && !type.IsSealed && !type.IsAbstract).Select(Name));

    [Fact]
    public void Every_stored_member_has_an_id_of_its_own()
    {
        AssertNone(Messages.SelectMany(type => type.GetProperties(Declared)
            .Where(property => IsStored(property) && !property.IsDefined(typeof(IdAttribute))).Select(Name)));
        AssertNone(Messages.SelectMany(type => type.GetMembers(Declared)
            .Where(member => member.IsDefined(typeof(IdAttribute)))
            .GroupBy(member => member.GetCustomAttribute<IdAttribute>()!.Id)
            .Where(group => group.Count() > 1)
            .Select(group => $"{type.Name} [Id({group.Key})]")));
    }

    [Fact]
    public void Members_are_values_messages_or_immutable_collections_of_them()
    {
        var methods = Interfaces.SelectMany(type => type.GetMethods()).SelectMany(method => method.GetParameters()
            .Select(parameter => parameter.ParameterType).Append(ResultOf(method))
            .Where(type => !IsAllowed(type)).Select(type => $"{Name(method)}: {type}"));
        var members = Messages.SelectMany(type => StoredTypes(type).Where(member => !IsAllowed(member)).Select(member => $"{type.Name}: {member}"));
        AssertNone(methods.Concat(members));
    }

    [Fact]
    public void Enumerations_have_only_named_values_from_zero() =>
        AssertNone(Messages.Where(type => type.IsEnum && !Enum.IsDefined(type, Enum.ToObject(type, 0))).Select(Name));

    private static void Collect(Type type, HashSet<Type> found)
    {
        if (type.HasElementType) Collect(type.GetElementType()!, found);
        if (type.IsGenericType)
        {
            foreach (var argument in type.GetGenericArguments()) Collect(argument, found);
            type = type.GetGenericTypeDefinition();
        }

        if (type.Assembly != Contract || type.IsInterface || type.IsGenericParameter || !found.Add(type)) return;
        if (type.BaseType is { } parent) Collect(parent, found);
        foreach (var member in StoredTypes(type)) Collect(member, found);
        foreach (var derived in Contract.GetTypes().Where(candidate => candidate.BaseType == type)) Collect(derived, found);
    }

    private static IEnumerable<Type> StoredTypes(Type type) => type.IsEnum
        ? []
        : type.GetProperties(Declared).Where(IsStored).Select(property => property.PropertyType)
            .Concat(type.GetFields(Declared).Where(field => field.IsDefined(typeof(IdAttribute))).Select(field => field.FieldType));

    private static bool IsAllowed(Type type) =>
        type == typeof(void) || type.IsPrimitive || type.IsGenericParameter || Atoms.Contains(type)
        || (type.Assembly == Contract && (!type.IsInterface || typeof(IAddressable).IsAssignableFrom(type))
            && type.GetGenericArguments().All(IsAllowed))
        || (type.IsGenericType && Collections.Contains(type.GetGenericTypeDefinition()) && type.GetGenericArguments().All(IsAllowed));

    /// <summary>A property with a field of its own behind it.</summary>
    private static bool IsStored(PropertyInfo property) =>
        property.DeclaringType!.GetField($"<{property.Name}>k__BackingField", Declared) is not null;

    private static bool IsSettable(PropertyInfo property) =>
        property.SetMethod is { IsPublic: true } setter
        && !setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static bool IsTask(Type type) =>
        type == typeof(Task) || type == typeof(ValueTask)
        || (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>)));

    private static Type ResultOf(MethodInfo method) =>
        method.ReturnType.IsGenericType ? method.ReturnType.GetGenericArguments()[0] : typeof(void);

    private static void AssertAliases(IEnumerable<MemberInfo> members)
    {
        var aliases = members.Select(member => (Member: member, member.GetCustomAttributes<AliasAttribute>(inherit: false).SingleOrDefault()?.Alias)).ToList();
        AssertNone(aliases.Where(entry => entry.Alias is null).Select(entry => Name(entry.Member)));
        AssertNone(aliases.GroupBy(entry => entry.Alias).Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(entry => entry.Member.Name))}"));
    }

    private static string Name(MemberInfo member) => member is Type type ? type.FullName! : $"{member.DeclaringType!.Name}.{member.Name}";

    private static void AssertNone(IEnumerable<string> offenders) => Assert.Empty(offenders);
}
