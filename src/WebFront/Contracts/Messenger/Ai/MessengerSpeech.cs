using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Files;
using OrleansChat.WebFront.Ai;
using OrleansChat.WebFront.Files;

namespace OrleansChat.WebFront.Contracts.Messenger.Ai;

/// <summary>The form of a recording: <c>audio_file</c> and <c>language</c>, in any order; what else is in it is passed over.</summary>
internal static class MessengerSpeech
{
    /// <summary>The field of the recording.</summary>
    public const string AudioFile = "audio_file";

    private const string Language = "language";

    /// <summary>What a form may measure: the longest recording, and what is around it.</summary>
    public const long MaxBody = AiLimits.Recording + (64 * 1024);

    /// <summary>Reads the form. The caller disposes of the file.</summary>
    /// <exception cref="BadHttpRequestException">It is no form, or the file is no sound (415), or too large (413).</exception>
    public static async Task<(IncomingFile Audio, string Language)> ReadAsync(HttpRequest request, IncomingFiles incoming, CancellationToken cancellationToken)
    {
        var form = FormParts.Of(request);
        IncomingFile? audio = null;
        string? language = null;
        try
        {
            while (await form.NextAsync(cancellationToken) is { } part)
            {
                if (part.Name == AudioFile)
                    audio = audio is null ? await incoming.ReceiveAsync(part, Limit, cancellationToken) : throw new ChatException(AudioFile, "must be given once.");
                else if (part.Name == Language)
                    language = MessengerLanguage.Checked(Language, await part.TextAsync(cancellationToken));
            }

            return (audio ?? throw new ChatException(AudioFile, "is required."), language ?? throw new ChatException(Language, "is required."));
        }
        catch
        {
            audio?.Dispose();
            throw;
        }
    }

    private static long Limit(FileType type) => type.Is(FileCategory.Audio)
        ? AiLimits.Recording
        : throw new BadHttpRequestException("It is no sound.", StatusCodes.Status415UnsupportedMediaType);
}

/// <summary>The form, for the OpenAPI document.</summary>
internal sealed record TranscribeMessengerSpeech(string AudioFile, string Language);
