using System.Reflection;
using System.Reflection.Emit;

namespace Orleans.Local;

/// <summary>The generated request class of a method and its fields for the arguments.</summary>
internal sealed record RequestClass(Type Type, FieldInfo[] Arguments);

/// <summary>Generates the <see cref="Request"/> class of a grain interface's method.</summary>
internal static class RequestCompiler
{
    private const MethodAttributes Override = MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig;

    public static bool IsCallable(Type returnType) =>
        returnType == typeof(void) || returnType == typeof(Task) || returnType == typeof(ValueTask)
        || (returnType.IsGenericType && returnType.GetGenericTypeDefinition() is var generic
            && (generic == typeof(Task<>) || generic == typeof(ValueTask<>)));

    public static RequestClass Define(ModuleBuilder module, Type interfaceType, MethodInfo method)
    {
        var result = method.ReturnType.IsGenericType ? method.ReturnType.GetGenericArguments()[0] : typeof(NoResult);
        var parent = typeof(Request<>).MakeGenericType(result);
        var type = module.DefineType(
            $"Request_{method.Name}_{Guid.NewGuid():N}", TypeAttributes.Public | TypeAttributes.Sealed, parent);
        var methodField = type.DefineField("Of", typeof(RequestMethod), FieldAttributes.Public | FieldAttributes.Static);
        FieldInfo[] fields =
        [
            .. method.GetParameters().Select(parameter =>
                type.DefineField($"arg{parameter.Position}", parameter.ParameterType, FieldAttributes.Public)),
        ];

        DefineConstructor(type, parent, methodField);
        DefineInvoke(type, method, fields);
        DefineArgumentCount(type, fields.Length);
        DefineGetArgument(type, fields);
        DefineSetArgument(type, fields);
        if (Array.Find(fields, field => field.FieldType == typeof(CancellationToken)) is { } token) DefineCancellation(type, token);

        var created = type.CreateType();
        created.GetField("Of")!.SetValue(null, new RequestMethod(interfaceType, method));
        return new RequestClass(created, [.. fields.Select(field => created.GetField(field.Name)!)]);
    }

    private static void DefineConstructor(TypeBuilder type, Type parent, FieldInfo methodField)
    {
        var il = type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, Type.EmptyTypes).GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldsfld, methodField);
        il.Emit(OpCodes.Call, parent.GetConstructor(
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, [typeof(RequestMethod)])!);
        il.Emit(OpCodes.Ret);
    }

    private static void DefineInvoke(TypeBuilder type, MethodInfo method, FieldInfo[] fields)
    {
        var il = type.DefineMethod(nameof(Request.InvokeOn), Override, typeof(Task), [typeof(object)]).GetILGenerator();
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Castclass, method.DeclaringType!);
        foreach (var field in fields)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldfld, field);
        }

        il.Emit(OpCodes.Callvirt, method);
        if (method.ReturnType == typeof(void))
        {
            il.Emit(OpCodes.Call, typeof(Task).GetProperty(nameof(Task.CompletedTask))!.GetMethod!);
        }
        else if (method.ReturnType.IsValueType)
        {
            var local = il.DeclareLocal(method.ReturnType);
            il.Emit(OpCodes.Stloc, local);
            il.Emit(OpCodes.Ldloca, local);
            il.Emit(OpCodes.Call, method.ReturnType.GetMethod(nameof(ValueTask.AsTask))!);
        }

        il.Emit(OpCodes.Ret);
    }

    private static void DefineArgumentCount(TypeBuilder type, int count)
    {
        var il = type.DefineMethod("get_" + nameof(Request.ArgumentCount), Override, typeof(int), Type.EmptyTypes).GetILGenerator();
        il.Emit(OpCodes.Ldc_I4, count);
        il.Emit(OpCodes.Ret);
    }

    private static void DefineGetArgument(TypeBuilder type, FieldInfo[] fields)
    {
        var il = type.DefineMethod(nameof(Request.GetArgument), Override, typeof(object), [typeof(int)]).GetILGenerator();
        Switch(il, fields, field =>
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldfld, field);
            if (field.FieldType.IsValueType) il.Emit(OpCodes.Box, field.FieldType);
        });
    }

    private static void DefineSetArgument(TypeBuilder type, FieldInfo[] fields)
    {
        var il = type.DefineMethod(nameof(Request.SetArgument), Override, typeof(void), [typeof(int), typeof(object)]).GetILGenerator();
        Switch(il, fields, field =>
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg_2);
            il.Emit(OpCodes.Unbox_Any, field.FieldType);
            il.Emit(OpCodes.Stfld, field);
        });
    }

    private static void DefineCancellation(TypeBuilder type, FieldInfo token)
    {
        var get = type.DefineMethod("get_" + nameof(Request.Cancellation), Override, typeof(CancellationToken), Type.EmptyTypes).GetILGenerator();
        get.Emit(OpCodes.Ldarg_0);
        get.Emit(OpCodes.Ldfld, token);
        get.Emit(OpCodes.Ret);
        var set = type.DefineMethod("set_" + nameof(Request.Cancellation), Override, typeof(void), [typeof(CancellationToken)]).GetILGenerator();
        set.Emit(OpCodes.Ldarg_0);
        set.Emit(OpCodes.Ldarg_1);
        set.Emit(OpCodes.Stfld, token);
        set.Emit(OpCodes.Ret);
    }

    private static void Switch(ILGenerator il, FieldInfo[] fields, Action<FieldInfo> emit)
    {
        Label[] labels = [.. fields.Select(_ => il.DefineLabel())];
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Switch, labels);
        il.Emit(OpCodes.Ldstr, "index");
        il.Emit(OpCodes.Newobj, typeof(ArgumentOutOfRangeException).GetConstructor([typeof(string)])!);
        il.Emit(OpCodes.Throw);
        for (var index = 0; index < fields.Length; index++)
        {
            il.MarkLabel(labels[index]);
            emit(fields[index]);
            il.Emit(OpCodes.Ret);
        }
    }
}
