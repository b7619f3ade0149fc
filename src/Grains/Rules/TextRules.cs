using System.Diagnostics.CodeAnalysis;
using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.Grains.Rules;

/// <summary>What any text has to be, wherever it is used: well-formed, and as long as its field allows.</summary>
internal static class TextRules
{
    /// <summary>Refuses text that is missing, malformed, too short or too long.</summary>
    public static void Check(string field, [NotNull] string? text, int minimum, int maximum)
    {
        if (text is null || text.Length < minimum || text.Length > maximum)
            throw new ChatException(field, $"Must have {minimum} to {maximum} characters.");
        if (!IsWellFormed(text))
            throw new ChatException(field, "Contains characters that are not allowed.");
    }

    /// <summary>Refuses text that is malformed or too long; null is fine.</summary>
    public static void CheckOptional(string field, string? text, int maximum)
    {
        if (text is not null)
            Check(field, text, 0, maximum);
    }

    /// <summary>Refuses what is not an absolute http or https address; null is fine.</summary>
    public static void CheckWebAddress(string field, string? address, int maximum)
    {
        if (address is null)
            return;
        Check(field, address, 1, maximum);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
            throw new ChatException(field, "Must be an http or https URL.");
    }

    /// <summary>Whether text has neither U+0000, which PostgreSQL cannot store, nor half of a surrogate pair, which UTF-8 cannot carry.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        if (!text.Contains('\0') && !text.ContainsAnyInRange('\uD800', '\uDFFF'))
            return true; // Nearly always, and found out many characters at a time.
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0')
                return false;
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return false;
            i++;
        }

        return true;
    }
}
