using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;
using OrleansChat.WebFront.Processes;

namespace OrleansChat.WebFront.Ai.Offline;

/// <summary>Translation by apertium, where it is installed, between the languages that its installed data is for.</summary>
internal sealed partial class ApertiumTranslator(InstalledPrograms programs, ProcessRunner runner, TimeSpan timeout)
{
    private const int MaxOutput = 256 * 1024;

    /// <summary>What apertium puts before words that it has no translation for; the same in the text itself is put aside, and back afterwards.</summary>
    private static readonly (char Mark, char Aside)[] Marks = [('*', '\uE000'), ('@', '\uE001'), ('#', '\uE002')];

    /// <summary>Apertium names languages by ISO 639-3, some of its older data by ISO 639-1.</summary>
    private static readonly FrozenDictionary<string, string> Languages = """
        af=afr an=arg ar=ara be=bel bg=bul br=bre bs=hbs ca=cat cy=cym da=dan en=eng eo=epo es=spa eu=eus fr=fra gl=glg hi=hin hr=hbs id=ind is=isl
        it=ita kk=kaz mk=mkd ms=zlm mt=mlt nb=nob nl=nld nn=nno no=nob oc=oci pl=pol pt=por ro=ron ru=rus sc=srd sl=slv sr=hbs sv=swe tr=tur tt=tat
        uk=ukr ur=urd
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToFrozenDictionary(pair => pair[0], pair => pair[1]);

    private readonly string? _apertium = programs.Find("apertium");
    private FrozenSet<string>? _pairs;

    /// <summary>The translation, as sure as there are words that apertium knows; null where there is no data for the two languages.</summary>
    public async Task<Translation?> TranslateAsync(string text, string source, string target, CancellationToken cancellationToken)
    {
        if (_apertium is null || await PairAsync(source, target, cancellationToken) is not { } pair)
            return null;
        var plain = Marks.Aggregate(text, (put, mark) => put.Replace(mark.Mark, mark.Aside));
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(plain));
        var output = Encoding.UTF8.GetString(await RunAsync([pair], input, cancellationToken));
        var (words, unknown) = (Word().Count(plain), Unknown().Count(output));
        var translated = Marks.Aggregate(Unknown().Replace(output, ""), (put, mark) => put.Replace(mark.Aside, mark.Mark));
        return new Translation(translated.TrimEnd('\n'), words == 0 ? 1 : Math.Round(1 - ((double)Math.Min(unknown, words) / words), 2));
    }

    private async Task<string?> PairAsync(string source, string target, CancellationToken cancellationToken)
    {
        _pairs ??= Encoding.UTF8.GetString(await RunAsync(["-l"], null, cancellationToken)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();
        return (from one in Names(source) from other in Names(target) select $"{one}-{other}").FirstOrDefault(_pairs.Contains);
    }

    private Task<byte[]> RunAsync(IReadOnlyList<string> arguments, Stream? input, CancellationToken cancellationToken)
        => runner.RunAsync(new BoundedProcess(_apertium!, arguments) { Input = input, Timeout = timeout, MaxOutput = MaxOutput }, cancellationToken);

    private static IEnumerable<string> Names(string language) => Languages.TryGetValue(language, out var name) ? [name, language] : [language];

    [GeneratedRegex(@"[\p{L}\p{M}]+")]
    private static partial Regex Word();

    [GeneratedRegex(@"[*@#](?=[\p{L}\p{M}])")]
    private static partial Regex Unknown();
}
