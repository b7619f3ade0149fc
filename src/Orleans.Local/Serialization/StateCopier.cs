using System.Reflection;
using System.Runtime.CompilerServices;

namespace Orleans.Local;

/// <summary>Copies states on their way to and from memory storage: all fields, but immutable objects are shared.</summary>
internal sealed class StateCopier : ObjectCopier
{
    protected override object CopyObject(object value, Type type)
    {
        if (type.IsDefined(typeof(ImmutableAttribute), inherit: false) || value is Delegate) return value;
        if (type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true && type.Name.EndsWith("Comparer", StringComparison.Ordinal)) return value;
        var copy = RuntimeHelpers.GetUninitializedObject(type);
        Note(value, copy);
        for (var level = type; level is not null; level = level.BaseType)
        {
            foreach (var field in level.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                field.SetValue(copy, Copy(field.GetValue(value), field.FieldType));
        }

        return copy;
    }
}
