using System.Globalization;
using System.Text;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Processes;

namespace OrleansChat.WebFront.Ai.Offline;

/// <summary>
/// Speech by pocketsphinx, where it and ffmpeg are installed, in English where its model is. It needs about as long as the recording
/// lasts, so only short ones are taken.
/// </summary>
internal sealed class SphinxRecognizer(InstalledPrograms programs, ProcessRunner runner, TimeSpan timeout, string models = "/usr/share/pocketsphinx/model")
{
    private const int LongestSeconds = 30;
    private const int Rate = 16_000;
    private const int BytesPerSecond = Rate * sizeof(short);
    private const int MaxOutput = 256 * 1024;
    private const string Model = "en-us";

    private readonly string? _ffmpeg = programs.Find("ffmpeg");
    private readonly string? _sphinx = programs.Find("pocketsphinx_continuous");
    private readonly string _model = Path.Combine(models, Model);

    /// <summary>What is said; null where that cannot be told here.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.FileRefused"/>: there is no sound that can be read, or more than 30 seconds.</exception>
    public async Task<Transcript?> TranscribeAsync(Recording recording, string language, CancellationToken cancellationToken)
    {
        if (_ffmpeg is null || _sphinx is null || language != "en" || !Directory.Exists(_model))
            return null;
        var samples = $"{recording.Path}.raw";
        try
        {
            await ConvertAsync(recording.Path, samples, cancellationToken);
            var seconds = (double)new FileInfo(samples).Length / BytesPerSecond;
            if (seconds is 0 or > LongestSeconds)
                throw new ChatException(ChatError.FileRefused);
            var heard = await RunAsync(_sphinx, Recognize(samples), cancellationToken);
            return Understand(Encoding.UTF8.GetString(heard), seconds);
        }
        finally
        {
            File.Delete(samples);
        }
    }

    /// <summary>
    /// Reads what pocketsphinx prints of each word: the word (<c>word(2)</c> when it is spoken in another way), when it begins and ends, and
    /// how likely it is. Silences and noises stand between angles, brackets or plus signs.
    /// </summary>
    internal static Transcript Understand(string printed, double seconds)
    {
        var words = new List<string>();
        var likely = 0.0;
        foreach (var line in printed.Split('\n'))
        {
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var word, var begin, var end, var chance]
                || word[0] is '<' or '[' or '+'
                || !double.TryParse(begin, CultureInfo.InvariantCulture, out _)
                || !double.TryParse(end, CultureInfo.InvariantCulture, out _)
                || !double.TryParse(chance, CultureInfo.InvariantCulture, out var probability))
                continue;
            words.Add(word.Split('(')[0]);
            likely += Math.Clamp(probability, 0, 1);
        }

        return new Transcript(string.Join(' ', words), words.Count == 0 ? 0 : Math.Round(likely / words.Count, 2), Math.Round(seconds, 2));
    }

    private async Task ConvertAsync(string from, string to, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(
                _ffmpeg!,
                [
                    "-nostdin", "-v", "error", "-protocol_whitelist", "file", "-format_whitelist", "wav,mp3,ogg,flac,aac,amr,amrnb,amrwb,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2",
                    "-i", $"file:{from}", "-map", "0:a:0", "-t", $"{LongestSeconds + 1}", "-ac", "1", "-ar", $"{Rate}", "-f", "s16le", "-y", $"file:{to}",
                ],
                cancellationToken);
        }
        catch (ProcessFailedException failure) when (failure.Failure is ProcessFailure.Failed)
        {
            throw new ChatException(ChatError.FileRefused);
        }
    }

    private string[] Recognize(string samples) =>
    [
        "-infile", samples, "-samprate", $"{Rate}", "-hmm", Path.Combine(_model, Model), "-lm", Path.Combine(_model, $"{Model}.lm.bin"),
        "-dict", Path.Combine(_model, $"cmudict-{Model}.dict"), "-logfn", "/dev/null", "-time", "yes",
    ];

    private Task<byte[]> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
        => runner.RunAsync(new BoundedProcess(program, arguments) { Timeout = timeout, MaxOutput = MaxOutput }, cancellationToken);
}
