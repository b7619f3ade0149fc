using System.Collections.Frozen;

namespace OrleansChat.WebFront.Ai.Offline;

/// <summary>
/// How good or bad an English text is, by VADER's rules (Hutto and Gilbert, ICWSM 2014): the valences of its words, turned by negations and
/// changed by intensity, capitals, "but" and punctuation, brought between −1 and 1.
/// </summary>
internal static class VaderScore
{
    private const double Boost = 0.293;
    private const double Loud = 0.733;
    private const double Turn = -0.74;
    private const double Exclamation = 0.292;
    private const double Question = 0.18;
    private const double ManyQuestions = 0.96;
    private const double Scale = 15;

    private static readonly FrozenSet<string> Negations = Set("""
        aint arent cannot cant couldnt darent despite didnt doesnt dont hadnt hasnt havent isnt mightnt mustnt neednt neither never none nope nor not nothing
        nowhere oughtnt rarely seldom shant shouldnt uh-uh uhuh wasnt werent without wont wouldnt
        """);

    private static readonly FrozenSet<string> Boosters = Set("""
        absolutely amazingly awfully completely considerable considerably decidedly deeply effing enormous enormously entirely especially exceptional
        exceptionally extreme extremely fabulously flippin flipping frackin fracking frickin fricking friggin frigging fuckin fucking fuggin fugging fully
        greatly hella highly hugely incredible incredibly intensely major majorly more most particularly purely quite really remarkably so substantially
        thoroughly total totally tremendous tremendously uber unbelievably unusually utter utterly very
        """);

    private static readonly FrozenSet<string> Dampers = Set("""
        almost barely hardly kind-of kinda kindof less little marginal marginally occasional occasionally partly scarce scarcely slight slightly somewhat
        sort-of sorta sortof
        """);

    private static readonly FrozenSet<string> DampingPhrases = new[] { "just enough", "kind of", "sort of" }.ToFrozenSet();

    private static readonly FrozenDictionary<string, double> Idioms = new Dictionary<string, double>
    {
        ["the shit"] = 3,
        ["the bomb"] = 3,
        ["bad ass"] = 1.5,
        ["badass"] = 1.5,
        ["bus stop"] = 0,
        ["yeah right"] = -2,
        ["kiss of death"] = -1.5,
        ["to die for"] = 3,
        ["beating heart"] = 3.1,
        ["broken heart"] = -2.9,
    }.ToFrozenDictionary();

    /// <summary>How good or bad a text is.</summary>
    public static double Of(string text)
    {
        var words = new Words(text, VaderLexicon.Instance);
        var but = Enumerable.Range(0, words.Count).FirstOrDefault(index => words[index] == "but", -1);
        var sum = 0.0;
        for (var i = 0; i < words.Count; i++)
            sum += Valence(words, i) * (but < 0 || i == but ? 1 : i < but ? 0.5 : 1.5);
        if (sum == 0)
            return 0;
        sum += Math.Sign(sum) * Emphasis(text);
        return sum / Math.Sqrt((sum * sum) + Scale);
    }

    /// <summary>Whether a word turns what follows.</summary>
    public static bool Negates(string word) => Negations.Contains(word) || word.Contains("n't", StringComparison.Ordinal);

    /// <summary>How much a word strengthens (positive) or weakens what follows.</summary>
    public static double Intensity(string word) => Boosters.Contains(word) ? Boost : Dampers.Contains(word) ? -Boost : 0;

    private static double Valence(Words words, int i)
    {
        var word = words[i];
        if (Intensity(word) != 0 || (word == "kind" && i + 1 < words.Count && words[i + 1] == "of") || VaderLexicon.Instance.Valence(word) is not { } own)
            return 0;
        var valence = word == "no" && i + 1 < words.Count && VaderLexicon.Instance.Valence(words[i + 1]) is not null ? 0 : own;
        if (Is(words, i - 1, "no") || Is(words, i - 2, "no") || (Is(words, i - 3, "no") && words[i - 1] is "or" or "nor"))
            valence = own * Turn;
        if (words.StandsOut(i))
            valence += valence > 0 ? Loud : -Loud;
        for (var distance = 1; distance <= 3 && distance <= i; distance++)
        {
            if (VaderLexicon.Instance.Valence(words[i - distance]) is not null)
                continue;
            valence += Intensified(words, i - distance, valence) * (distance switch { 1 => 1, 2 => 0.95, _ => 0.9 });
            valence = Negated(words, i, distance, valence);
            if (distance == 3)
                valence = Idiom(words, i, valence);
        }

        return Least(words, i) ? valence * Turn : valence;
    }

    private static double Intensified(Words words, int at, double valence)
    {
        var intensity = Intensity(words[at]) * (valence < 0 ? -1 : 1);
        return intensity != 0 && words.StandsOut(at) ? intensity + (valence > 0 ? Loud : -Loud) : intensity;
    }

    /// <summary>"Never so good" praises, and "without doubt" turns nothing.</summary>
    private static double Negated(Words words, int i, int distance, double valence)
    {
        if (distance == 2 && words[i - 2] == "never" && words[i - 1] is "so" or "this")
            return valence * 1.25;
        if (distance == 3 && ((words[i - 3] == "never" && words[i - 2] is "so" or "this") || words[i - 1] is "so" or "this"))
            return valence * 1.25;
        if (distance > 1 && words[i - distance] == "without" && (words[i - 1] == "doubt" || words[i - 2] == "doubt"))
            return valence;
        return Negates(words[i - distance]) ? valence * Turn : valence;
    }

    private static double Idiom(Words words, int i, double valence)
    {
        string[] before = [words.Phrase(i - 1, i), words.Phrase(i - 2, i), words.Phrase(i - 2, i - 1), words.Phrase(i - 3, i - 1), words.Phrase(i - 3, i - 2)];
        foreach (var phrase in before)
        {
            if (Idioms.TryGetValue(phrase, out var idiom))
            {
                valence = idiom;
                break;
            }
        }

        for (var last = i + 1; last <= i + 2 && last < words.Count; last++)
        {
            if (Idioms.TryGetValue(words.Phrase(i, last), out var idiom))
                valence = idiom;
        }

        return valence - (Boost * before[2..].Count(DampingPhrases.Contains));
    }

    private static bool Least(Words words, int i) => Is(words, i - 1, "least") && !Is(words, i - 2, "at") && !Is(words, i - 2, "very");

    private static bool Is(Words words, int index, string word) => index >= 0 && words[index] == word;

    private static double Emphasis(string text)
    {
        var (exclamations, questions) = (text.Count(character => character == '!'), text.Count(character => character == '?'));
        return (Math.Min(exclamations, 4) * Exclamation) + (questions <= 1 ? 0 : questions <= 3 ? questions * Question : ManyQuestions);
    }

    private static FrozenSet<string> Set(string words) => words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();
}
