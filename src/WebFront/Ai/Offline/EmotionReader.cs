using System.Collections.Frozen;

namespace OrleansChat.WebFront.Ai.Offline;

/// <summary>
/// What emotions show in an English text, by a list of about 350 words of ours: joy, sadness, anger, fear and surprise as they are commonly
/// named, no figures of speech. Each word is evidence, more when it is strong or intensified, none when it is negated; pieces of evidence add up
/// without ever reaching certainty.
/// </summary>
internal static class EmotionReader
{
    private const double Evidence = 0.6;
    private const double MostOfOne = 0.95;
    private const int Reach = 3;

    private static readonly Lazy<FrozenDictionary<string, int[]>> Named = new(Load);

    /// <summary>The emotions of a text.</summary>
    public static Emotions Of(string text)
    {
        Span<double> doubt = [1, 1, 1, 1, 1];
        var words = new Words(text, VaderLexicon.Instance);
        for (var i = 0; i < words.Count; i++)
        {
            if (!Named.Value.TryGetValue(words[i], out var emotions) || IsNegated(words, i))
                continue;
            var evidence = Weight(words, i);
            foreach (var emotion in emotions)
                doubt[emotion] *= 1 - evidence;
        }

        return new Emotions(Shown(doubt[0]), Shown(doubt[1]), Shown(doubt[2]), Shown(doubt[3]), Shown(doubt[4]));
    }

    private static double Shown(double doubt) => Math.Round(1 - doubt, 2);

    private static bool IsNegated(Words words, int i)
    {
        for (var before = Math.Max(0, i - Reach); before < i; before++)
        {
            if (words[before] == "no" || VaderScore.Negates(words[before]))
                return true;
        }

        return false;
    }

    /// <summary>A word's own strength, where it is known, changed by the word before it and by capitals.</summary>
    private static double Weight(Words words, int i)
    {
        var strength = VaderLexicon.Instance.Valence(words[i]) is { } valence ? Math.Abs(valence) / 4 : Evidence;
        var intensity = i > 0 ? VaderScore.Intensity(words[i - 1]) : 0;
        return Math.Clamp(strength + (intensity / 2) + (words.StandsOut(i) ? 0.15 : 0), 0.1, MostOfOne);
    }

    private static FrozenDictionary<string, int[]> Load() => VaderLexicon.Read("emotions.txt")
        .SelectMany((line, emotion) => line[1].Split(' ').Select(word => (Word: word, Emotion: emotion)))
        .GroupBy(entry => entry.Word, entry => entry.Emotion, StringComparer.Ordinal)
        .ToFrozenDictionary(word => word.Key, word => word.Distinct().ToArray(), StringComparer.Ordinal);
}
