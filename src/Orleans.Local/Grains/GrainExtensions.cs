using Orleans.Runtime;

namespace Orleans;

/// <summary>What a grain or a reference to it knows of its identity.</summary>
public static class GrainExtensions
{
    /// <summary>A reference to the same grain by another interface.</summary>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain) =>
        (TGrainInterface)(object)ReferenceOf(grain).CastTo(typeof(TGrainInterface));

    /// <summary>A reference to the same grain by another interface.</summary>
    public static TGrainInterface Cast<TGrainInterface>(this IAddressable grain) => grain.AsReference<TGrainInterface>();

    /// <summary>A reference to the same grain by another interface.</summary>
    public static object AsReference(this IAddressable grain, Type interfaceType) => ReferenceOf(grain).CastTo(interfaceType);

    /// <summary>The id of the grain.</summary>
    public static GrainId GetGrainId(this IAddressable grain) => grain switch
    {
        null => throw new ArgumentNullException(nameof(grain)),
        GrainReference reference => reference.GrainId,
        IGrainBase activation => activation.GrainContext.GrainId,
        _ => throw Unexpected(grain),
    };

    /// <summary>Whether the grain's key is an integer.</summary>
    public static bool IsPrimaryKeyBasedOnLong(this IAddressable grain) => grain.GetGrainId().TryGetIntegerKey(out _, out _);

    /// <summary>The grain's integer key.</summary>
    public static long GetPrimaryKeyLong(this IAddressable grain) => grain.GetGrainId().GetIntegerKey();

    /// <summary>The grain's integer key and its extension.</summary>
    public static long GetPrimaryKeyLong(this IAddressable grain, out string? keyExt) => grain.GetGrainId().GetIntegerKey(out keyExt);

    /// <summary>The grain's GUID key.</summary>
    public static Guid GetPrimaryKey(this IAddressable grain) => grain.GetGrainId().GetGuidKey();

    /// <summary>The grain's GUID key and its extension.</summary>
    public static Guid GetPrimaryKey(this IAddressable grain, out string? keyExt) => grain.GetGrainId().GetGuidKey(out keyExt);

    /// <summary>The grain's text key.</summary>
    public static string GetPrimaryKeyString(this IAddressable grain) => grain.GetGrainId().Key.ToString();

    /// <summary>What is passed for a grain or an observer: always a reference, never the object.</summary>
    internal static T? ToReference<T>(T? grain)
        where T : class, IAddressable => grain switch
        {
            null or GrainReference => grain,
            IGrainObserver and not IGrainBase => throw new NotSupportedException(
                $"IGrainObserver parameters must be GrainReference or Grain and cannot be type {grain.GetType()}. Did you forget to CreateObjectReference?"),
            _ => grain.AsReference<T>(),
        };

    internal static GrainReference ReferenceOf(IAddressable grain) => grain switch
    {
        null => throw new ArgumentNullException(nameof(grain)),
        GrainReference reference => reference,
        IGrainBase activation => activation.GrainContext.GrainReference,
        _ => throw Unexpected(grain),
    };

    private static ArgumentException Unexpected(IAddressable grain) => new(
        $"{grain.GetType().FullName} is neither a grain reference nor an activated grain.", nameof(grain));
}
