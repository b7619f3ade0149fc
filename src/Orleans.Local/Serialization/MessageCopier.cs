using System.Reflection;
using System.Runtime.CompilerServices;
using Orleans.Serialization;
using Orleans.Serialization.Invocation;

namespace Orleans.Local;

/// <summary>
/// Takes arguments and results apart into their serialized members and builds new objects from these, as sending them to
/// another process would: what is not serialized is lost, what cannot be serialized fails the call, nothing is shared.
/// </summary>
internal static class MessageCopier
{
    public static void CopyArguments(Request request)
    {
        var copier = new Copier();
        for (var index = 0; index < request.ArgumentCount; index++)
            request.SetArgument(index, copier.Copy(request.GetArgument(index), request.Method.Parameters[index].ParameterType));
    }

    public static Response Copy(Response response, RequestMethod method) => response.Exception is { } exception
        ? Response.FromException((Exception)new Copier().Copy(exception)!)
        : Response.FromResult(new Copier().Copy(response.Result, method.ResultType));

    public static object? Copy(object? value, Type declared) => new Copier().Copy(value, declared);

    private sealed class Copier : ObjectCopier
    {
        private static readonly FieldInfo[] ExceptionFields = typeof(Exception)
            .GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly);

        protected override object CopyObject(object value, Type type)
        {
            if (value is Exception exception && !SerializedMembers.IsSerializable(type)) return exception;
            if (!SerializedMembers.IsSerializable(type))
                throw new CodecNotFoundException($"Could not find a codec for type {type}. It has no [GenerateSerializer].");

            object copy;
            if (value is Exception)
            {
                copy = RuntimeHelpers.GetUninitializedObject(type);
                foreach (var field in ExceptionFields) field.SetValue(copy, field.GetValue(value));
            }
            else
            {
                copy = Create(type);
            }

            Note(value, copy);
            foreach (var field in SerializedMembers.Of(type)) field.SetValue(copy, Copy(field.GetValue(value), field.FieldType));
            return copy;
        }
    }
}
