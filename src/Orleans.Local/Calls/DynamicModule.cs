using System.Reflection;
using System.Reflection.Emit;

namespace Orleans.Local;

/// <summary>A module for the generated classes of one interface, which may use types that are not public.</summary>
internal static class DynamicModule
{
    public static ModuleBuilder For(Type interfaceType)
    {
        var name = $"{interfaceType.Name}.Proxies.{Guid.NewGuid():N}";
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName(name), AssemblyBuilderAccess.Run);
        var module = assembly.DefineDynamicModule(name);
        var attribute = DefineAccessAttribute(module);
        foreach (var referenced in AssembliesOf(interfaceType).Append(typeof(DynamicModule).Assembly).Distinct())
            assembly.SetCustomAttribute(new CustomAttributeBuilder(attribute, [referenced.GetName().Name!]));
        return module;
    }

    // The runtime knows the attribute by its name and lets the assembly that carries it use what is not public elsewhere.
    private static ConstructorInfo DefineAccessAttribute(ModuleBuilder module)
    {
        var type = module.DefineType(
            "System.Runtime.CompilerServices.IgnoresAccessChecksToAttribute", TypeAttributes.Public, typeof(Attribute));
        var constructor = type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, [typeof(string)]);
        var il = constructor.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, typeof(Attribute).GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic, Type.EmptyTypes)!);
        il.Emit(OpCodes.Ret);
        return type.CreateType().GetConstructor([typeof(string)])!;
    }

    private static IEnumerable<Assembly> AssembliesOf(Type interfaceType) => interfaceType.GetInterfaces().Append(interfaceType)
        .SelectMany(type => type.GetMethods().SelectMany(method =>
            method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType)).Append(type))
        .SelectMany(WithArguments)
        .Select(type => type.Assembly)
        .Distinct();

    private static IEnumerable<Type> WithArguments(Type type) =>
        type.HasElementType ? WithArguments(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(WithArguments).Append(type)
        : [type];
}
