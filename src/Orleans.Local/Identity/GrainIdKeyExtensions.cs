using System.Buffers.Text;
using System.Text;

namespace Orleans.Runtime;

/// <summary>How GUIDs and integers are spelled as grain keys: 32 hexadecimal digits, and hexadecimal; an extension follows a plus.</summary>
public static class GrainIdKeyExtensions
{
    /// <summary>The key of an integer.</summary>
    public static IdSpan CreateIntegerKey(long key) => CreateIntegerKey(key, (string?)null);

    /// <summary>The key of an integer and an extension.</summary>
    public static IdSpan CreateIntegerKey(long key, string? keyExtension)
    {
        Span<byte> digits = stackalloc byte[16];
        Utf8Formatter.TryFormat(key, digits, out var length, 'X');
        return WithExtension(digits[..length], keyExtension);
    }

    /// <summary>The key of a GUID.</summary>
    public static IdSpan CreateGuidKey(Guid key)
    {
        var digits = new byte[32];
        Utf8Formatter.TryFormat(key, digits, out _, 'N');
        return new IdSpan(digits);
    }

    /// <summary>The key of a GUID and an extension.</summary>
    public static IdSpan CreateGuidKey(Guid key, string? keyExtension)
    {
        Span<byte> digits = stackalloc byte[32];
        Utf8Formatter.TryFormat(key, digits, out _, 'N');
        return WithExtension(digits, keyExtension);
    }

    /// <summary>Reads an integer key.</summary>
    public static bool TryGetIntegerKey(this GrainId grainId, out long key, out string? keyExt)
    {
        var digits = Split(grainId, out keyExt);
        return Utf8Parser.TryParse(digits, out key, out var read, 'X') && read == digits.Length;
    }

    /// <summary>The integer key.</summary>
    public static long GetIntegerKey(this GrainId grainId) => GetIntegerKey(grainId, out _);

    /// <summary>The integer key and its extension.</summary>
    public static long GetIntegerKey(this GrainId grainId, out string? keyExt) =>
        TryGetIntegerKey(grainId, out var key, out keyExt) ? key : throw Invalid(grainId, "an integer");

    /// <summary>Reads a GUID key.</summary>
    public static bool TryGetGuidKey(this GrainId grainId, out Guid key, out string? keyExt)
    {
        var digits = Split(grainId, out keyExt);
        key = default;
        return digits.Length == 32 && Utf8Parser.TryParse(digits, out key, out var read, 'N') && read == 32;
    }

    /// <summary>The GUID key.</summary>
    public static Guid GetGuidKey(this GrainId grainId) => GetGuidKey(grainId, out _);

    /// <summary>The GUID key and its extension.</summary>
    public static Guid GetGuidKey(this GrainId grainId, out string? keyExt) =>
        TryGetGuidKey(grainId, out var key, out keyExt) ? key : throw Invalid(grainId, "a GUID");

    private static InvalidOperationException Invalid(GrainId grainId, string kind) =>
        new($"Unable to extract {kind} key from grain id {grainId}");

    private static ReadOnlySpan<byte> Split(GrainId grainId, out string? extension)
    {
        var bytes = grainId.Key.AsSpan();
        var plus = bytes.IndexOf((byte)'+');
        extension = plus < 0 ? null : Encoding.UTF8.GetString(bytes[(plus + 1)..]);
        return plus < 0 ? bytes : bytes[..plus];
    }

    private static IdSpan WithExtension(ReadOnlySpan<byte> digits, string? extension) =>
        new(string.IsNullOrWhiteSpace(extension) ? digits.ToArray() : [.. digits, (byte)'+', .. Encoding.UTF8.GetBytes(extension)]);
}
