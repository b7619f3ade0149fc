using System.Globalization;
using OrleansChat.WebFront.Processes;

namespace OrleansChat.WebFront.Files;

/// <summary>Small pictures of pictures, by ffmpeg where it is installed. It is told the format, sees that one file and may allocate no more than a sane picture needs.</summary>
internal sealed partial class Thumbnails(InstalledPrograms programs, ProcessRunner runner, ILogger<Thumbnails> log)
{
    /// <summary>What a thumbnail is.</summary>
    public const string Mime = "image/jpeg";

    private const int Side = 320;
    private const int MaxBytes = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string? _ffmpeg = programs.Find("ffmpeg");

    /// <summary>The thumbnail of a picture of known dimensions; null where there can be none.</summary>
    public async Task<byte[]?> OfAsync(string path, string mime, CancellationToken cancellationToken)
    {
        if (_ffmpeg is null || Demuxer(mime) is not { } demuxer)
            return null;
        try
        {
            var thumbnail = await runner.RunAsync(
                new BoundedProcess(_ffmpeg, Arguments(demuxer, path)) { Timeout = Patience, MaxOutput = MaxBytes }, cancellationToken);
            return thumbnail.Length > 0 ? thumbnail : null;
        }
        catch (ProcessFailedException failure)
        {
            NotMade(log, mime, failure.Failure);
            return null;
        }
    }

    private static string? Demuxer(string mime) => mime switch
    {
        "image/png" => "png_pipe",
        "image/jpeg" => "jpeg_pipe",
        "image/gif" => "gif",
        "image/webp" => "webp_pipe",
        "image/bmp" => "bmp_pipe",
        _ => null,
    };

    private static string[] Arguments(string demuxer, string path)
    {
        var side = Side.ToString(CultureInfo.InvariantCulture);
        return
        [
            "-nostdin", "-v", "error", "-threads", "1", "-protocol_whitelist", "file", "-max_pixels", "50000000", "-f", demuxer, "-i", $"file:{path}",
            "-frames:v", "1", "-vf", $"scale='min({side},iw)':'min({side},ih)':force_original_aspect_ratio=decrease",
            "-pix_fmt", "yuvj420p", "-map_metadata", "-1", "-q:v", "5", "-f", "mjpeg", "pipe:1",
        ];
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "No thumbnail of an {Mime}: {Failure}")]
    private static partial void NotMade(ILogger log, string mime, ProcessFailure failure);
}
