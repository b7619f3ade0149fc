using System.Collections.Frozen;
using System.Globalization;

namespace OrleansChat.WebFront.Ai.Offline;

/// <summary>
/// English words, slang and emoticons with how good or bad they are (−4 to 4), and emojis in words: VADER's (C. J. Hutto, MIT; the licence
/// lies beside the files). Read when it is first needed.
/// </summary>
internal sealed class VaderLexicon
{
    private static readonly Lazy<VaderLexicon> Loaded = new(() => new VaderLexicon());

    private readonly FrozenDictionary<string, double>.AlternateLookup<ReadOnlySpan<char>> _valences = Read("vader.txt")
        .ToFrozenDictionary(line => line[0], line => double.Parse(line[1], CultureInfo.InvariantCulture), StringComparer.Ordinal)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly FrozenDictionary<string, string> _emojis = Read("vader-emojis.txt").ToFrozenDictionary(line => line[0], line => line[1], StringComparer.Ordinal);

    private VaderLexicon()
    {
    }

    /// <summary>The lexicon.</summary>
    public static VaderLexicon Instance => Loaded.Value;

    /// <summary>How good or bad a word in lower case is; null when it is neither.</summary>
    public double? Valence(ReadOnlySpan<char> word) => _valences.TryGetValue(word, out var valence) ? valence : null;

    /// <summary>An emoji in words; null for all else.</summary>
    public string? Describe(string emoji) => _emojis.GetValueOrDefault(emoji);

    /// <summary>The lines of an embedded file, each in its columns.</summary>
    internal static IEnumerable<string[]> Read(string file)
    {
        using var stream = typeof(VaderLexicon).Assembly.GetManifestResourceStream($"Lexicon.{file}")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            yield return line.Split('\t');
    }
}
