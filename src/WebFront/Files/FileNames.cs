using System.Globalization;
using System.Text;
using Microsoft.Net.Http.Headers;
using OrleansChat.Grains.Interfaces.Files;

namespace OrleansChat.WebFront.Files;

/// <summary>Names that clients give to files: what is kept of them, and how they are told again.</summary>
internal static class FileNames
{
    /// <summary>The name of what has none.</summary>
    public const string None = "file";

    private const int LongestExtension = 16;

    /// <summary>
    /// The last segment of a path, without characters that are not seen (which could turn a name around, or end it early) and of at most
    /// 255 characters, its extension kept.
    /// </summary>
    public static string Clean(string? given)
    {
        var name = new StringBuilder();
        foreach (var rune in (given ?? "").EnumerateRunes())
        {
            if (rune.Value is '/' or '\\')
                name.Clear();
            else if (rune != Rune.ReplacementChar && !IsUnseen(rune))
                name.Append(rune.ToString());
        }

        var clean = name.ToString().Trim(' ', '.');
        return clean.Length == 0 ? None : Shorten(clean);
    }

    /// <summary>
    /// The header that has a file saved under its name: <c>attachment; filename="photo.jpg"</c>, and for what ASCII cannot spell
    /// <c>filename*</c> as well (RFC 6266).
    /// </summary>
    public static string Disposition(string name)
    {
        var ascii = string.Concat(name.Select(character => character is >= ' ' and <= '~' and not ('"' or '\\' or '%') ? character : '_'));
        var header = new ContentDispositionHeaderValue("attachment") { FileName = $"\"{ascii}\"" };
        if (ascii != name)
            header.FileNameStar = name;
        return header.ToString();
    }

    private static string Shorten(string name)
    {
        if (name.Length <= FileLimits.Name)
            return name;
        var extension = Path.GetExtension(name) is { Length: <= LongestExtension } kept ? kept : "";
        var length = FileLimits.Name - extension.Length;
        if (char.IsHighSurrogate(name[length - 1]))
            length--;
        return name[..length] + extension;
    }

    /// <summary>Controls, and what changes the direction of text or stands for nothing; joiners make emojis and stay.</summary>
    private static bool IsUnseen(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
        UnicodeCategory.Format => rune.Value is not (0x200C or 0x200D),
        _ => false,
    };
}
