using System.Globalization;
using System.Text;

namespace OrleansChat.Storage.Search;

/// <summary>
/// Cuts text into words, the same for messages and queries and on both databases: runs of letters and digits, in lower case, without accents;
/// an ideograph or kana is a word by itself, because such text has no spaces. What a word is must stay as it is for as long as an index
/// exists: a message's words are cut again when they are removed from it.
/// </summary>
internal static class SearchWords
{
    /// <summary>Longer words are known by their beginning.</summary>
    public const int Length = 64;

    /// <summary>Words of a query that count; a longer one is no search any more.</summary>
    public const int PerQuery = 32;

    /// <summary>The distinct words of a message.</summary>
    public static IReadOnlyCollection<string> OfMessage(string text)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        Cut(text, int.MaxValue, words);
        return words;
    }

    /// <summary>The distinct words of a query, without those that begin another one of them.</summary>
    public static IReadOnlyList<string> OfQuery(string text)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        Cut(text, PerQuery, words);
        return [.. words.Where(word => !words.Any(other => other.Length > word.Length && other.StartsWith(word, StringComparison.Ordinal)))];
    }

    private static void Cut(string text, int limit, HashSet<string> words)
    {
        var word = new StringBuilder(Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsMark(rune.Value))
                continue;
            if (!IsPartOfWord(rune))
            {
                Take(word, words);
            }
            else if (IsWordByItself(rune.Value))
            {
                Take(word, words);
                Append(word, rune);
                Take(word, words);
            }
            else
            {
                Append(word, rune);
            }

            if (words.Count >= limit)
                return;
        }

        Take(word, words);
    }

    private static void Append(StringBuilder word, Rune rune)
    {
        if (word.Length >= Length)
            return;
        var lower = Rune.ToLowerInvariant(rune);
        if (!lower.IsBmp)
            word.Append(lower.ToString());
        else if (PlainLetters.Of((char)lower.Value) is { } plain)
            word.Append(plain);
        else
            word.Append((char)lower.Value);
    }

    private static void Take(StringBuilder word, HashSet<string> words)
    {
        if (word.Length > 0)
            words.Add(word.ToString());
        word.Clear();
    }

    private static bool IsPartOfWord(Rune rune) => rune.IsAscii
        ? char.IsAsciiLetterOrDigit((char)rune.Value)
        : Rune.GetUnicodeCategory(rune) is <= UnicodeCategory.OtherNumber;

    /// <summary>Accents written apart and vowel points, which readers leave out, and what only chooses how a character looks.</summary>
    private static bool IsMark(int value) => value is (>= 0x0300 and <= 0x036F) or (>= 0x0591 and <= 0x05C7) or (>= 0x064B and <= 0x065F) or 0x0670
        or (>= 0x20D0 and <= 0x20FF) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    private static bool IsWordByItself(int value) => value is (>= 0x3040 and <= 0x30FF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);
}
