using System.Text;

namespace OrleansChat.WebFront.Ai.Offline;

/// <summary>A text in words, as VADER cuts it: between white space, without punctuation around (but for what is left to be an emoticon).</summary>
internal sealed class Words
{
    private const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    private const int Emoticon = 2;

    private readonly string[] _written;
    private readonly string[] _lower;

    /// <summary>Cuts a text.</summary>
    public Words(string text, VaderLexicon lexicon)
    {
        _written = [.. Spell(text, lexicon).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Strip)];
        _lower = [.. _written.Select(word => word.ToLowerInvariant())];
        var loud = _written.Count(IsLoud);
        MixesLoudness = loud > 0 && loud < _written.Length;
    }

    /// <summary>How many there are.</summary>
    public int Count => _lower.Length;

    /// <summary>Whether some words are in capitals, and not all.</summary>
    public bool MixesLoudness { get; }

    /// <summary>A word in lower case.</summary>
    public string this[int index] => _lower[index];

    /// <summary>Whether a word is in capitals to stand out.</summary>
    public bool StandsOut(int index) => MixesLoudness && IsLoud(_written[index]);

    /// <summary>Words as one phrase.</summary>
    public string Phrase(int first, int last) => string.Join(' ', _lower[first..(last + 1)]);

    /// <summary>Emojis in words.</summary>
    private static string Spell(string text, VaderLexicon lexicon)
    {
        var spelled = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii || lexicon.Describe(rune.ToString()) is not { } words)
            {
                spelled.Append(rune.ToString());
                continue;
            }

            if (spelled.Length > 0 && spelled[^1] != ' ')
                spelled.Append(' ');
            spelled.Append(words);
        }

        return spelled.ToString();
    }

    private static string Strip(string word)
    {
        var stripped = word.Trim(Punctuation.ToCharArray());
        return stripped.Length <= Emoticon ? word : stripped;
    }

    private static bool IsLoud(string word) => word.Any(char.IsUpper) && !word.Any(char.IsLower);
}
