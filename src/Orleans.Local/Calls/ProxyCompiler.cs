using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;
using Orleans.Runtime;

namespace Orleans.Local;

/// <summary>Makes a proxy.</summary>
internal delegate GrainReference ProxyConstructor(ReferenceShared shared, GrainId grainId);

/// <summary>
/// Generates, once for each grain interface, a reference class that implements it: each method makes a <see cref="Request"/>
/// of its own class, stores its arguments there and sends it.
/// </summary>
internal static class ProxyCompiler
{
    private static readonly ConcurrentDictionary<Type, Lazy<ProxyConstructor>> Constructors = new();

    private static readonly Type[] BaseParameters = [typeof(ReferenceShared), typeof(GrainId)];

    private static readonly ConstructorInfo BaseConstructor = typeof(GrainReference)
        .GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic, BaseParameters)!;

    private static readonly MethodInfo AsReference = typeof(GrainExtensions)
        .GetMethod(nameof(GrainExtensions.ToReference), BindingFlags.Static | BindingFlags.NonPublic)!;

    public static ProxyConstructor ConstructorOf(Type interfaceType) =>
        Constructors.GetOrAdd(interfaceType, static type => new Lazy<ProxyConstructor>(() => Compile(type))).Value;

    private static ProxyConstructor Compile(Type interfaceType)
    {
        if (!interfaceType.IsInterface) throw new ArgumentException($"{interfaceType.FullName} is not an interface.", nameof(interfaceType));
        var module = DynamicModule.For(interfaceType);
        var proxy = module.DefineType(
            $"Proxy_{interfaceType.Name}", TypeAttributes.Public | TypeAttributes.Sealed, typeof(GrainReference), [interfaceType]);
        var constructor = proxy.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, BaseParameters);
        var il = constructor.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Call, BaseConstructor);
        il.Emit(OpCodes.Ret);

        foreach (var declaring in interfaceType.GetInterfaces().Prepend(interfaceType))
            foreach (var method in declaring.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
                if (method.IsAbstract)
                    DefineMethod(module, proxy, interfaceType, method);

        var type = proxy.CreateType();
        var created = type.GetConstructor(BaseParameters)!;
        var factory = new DynamicMethod("New", typeof(GrainReference), BaseParameters, typeof(ProxyCompiler).Module, skipVisibility: true);
        var body = factory.GetILGenerator();
        body.Emit(OpCodes.Ldarg_0);
        body.Emit(OpCodes.Ldarg_1);
        body.Emit(OpCodes.Newobj, created);
        body.Emit(OpCodes.Ret);
        return factory.CreateDelegate<ProxyConstructor>();
    }

    private static void DefineMethod(ModuleBuilder module, TypeBuilder proxy, Type interfaceType, MethodInfo method)
    {
        var parameters = method.GetParameters();
        var definition = proxy.DefineMethod(
            $"{method.DeclaringType!.FullName}.{method.Name}",
            MethodAttributes.Private | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.NewSlot,
            method.ReturnType,
            [.. parameters.Select(parameter => parameter.ParameterType)]);
        var il = definition.GetILGenerator();
        if (WhyNotCallable(method) is { } why)
        {
            il.Emit(OpCodes.Ldstr, why);
            il.Emit(OpCodes.Newobj, typeof(NotSupportedException).GetConstructor([typeof(string)])!);
            il.Emit(OpCodes.Throw);
        }
        else
        {
            var request = RequestCompiler.Define(module, interfaceType, method);
            var local = il.DeclareLocal(request.Type);
            il.Emit(OpCodes.Newobj, request.Type.GetConstructor(Type.EmptyTypes)!);
            il.Emit(OpCodes.Stloc, local);
            for (var index = 0; index < parameters.Length; index++)
            {
                il.Emit(OpCodes.Ldloc, local);
                il.Emit(OpCodes.Ldarg, index + 1);
                if (parameters[index].ParameterType is { IsInterface: true } type && typeof(IAddressable).IsAssignableFrom(type))
                    il.Emit(OpCodes.Call, AsReference.MakeGenericMethod(type));
                il.Emit(OpCodes.Stfld, request.Arguments[index]);
            }

            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldloc, local);
            il.Emit(OpCodes.Call, SenderFor(method.ReturnType));
            il.Emit(OpCodes.Ret);
        }

        proxy.DefineMethodOverride(definition, method);
    }

    private static string? WhyNotCallable(MethodInfo method)
    {
        if (method.IsGenericMethodDefinition)
            return $"{method.Name} is generic: this single-process runtime does not call generic grain methods.";
        if (method.GetParameters().Any(parameter => parameter.ParameterType.IsByRef))
            return $"{method.Name} has a parameter by reference, which cannot cross a grain boundary.";
        return RequestCompiler.IsCallable(method.ReturnType)
            ? null
            : $"{method.Name} returns {method.ReturnType}: grain methods return Task, ValueTask or, one-way, nothing.";
    }

    private static MethodInfo SenderFor(Type returnType)
    {
        const BindingFlags Internal = BindingFlags.Instance | BindingFlags.NonPublic;
        var reference = typeof(GrainReference);
        if (returnType == typeof(void)) return reference.GetMethod(nameof(GrainReference.Post), Internal)!;
        if (returnType == typeof(Task)) return reference.GetMethod(nameof(GrainReference.SendVoid), Internal)!;
        if (returnType == typeof(ValueTask)) return reference.GetMethod(nameof(GrainReference.SendVoidValue), Internal)!;
        var name = returnType.GetGenericTypeDefinition() == typeof(Task<>) ? nameof(GrainReference.Send) : nameof(GrainReference.SendValue);
        return reference.GetMethod(name, Internal)!.MakeGenericMethod(returnType.GetGenericArguments());
    }
}
