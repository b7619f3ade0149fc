using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Files;
using OrleansChat.Grains.Rules;

namespace OrleansChat.Grains.Files;

/// <summary>What may be kept of a file.</summary>
internal static class FileRules
{
    private const int Mime = 127;
    private const int Sha256 = 64;

    /// <summary>Refuses content that no file has.</summary>
    public static void Check(FileContent content)
    {
        TextRules.Check("name", content.Name, 1, FileLimits.Name);
        if (content.Name.AsSpan().ContainsAny('/', '\\'))
            throw new ChatException("name", "Must not be a path.");
        if (!Enum.IsDefined(content.Category))
            throw new ChatException("category", "Must be an image, a video, audio or a document.");
        if (content.Size < 1 || content.Size > FileLimits.Bytes(content.Category))
            throw new ChatException("size", $"Must be 1 to {FileLimits.Bytes(content.Category)} bytes.");
        TextRules.Check("mime", content.Mime, 3, Mime);
        if (content.Sha256 is not { Length: Sha256 } || !content.Sha256.All(char.IsAsciiHexDigitLower))
            throw new ChatException("sha256", "Must be 64 hexadecimal digits.");
        if (content.Width is <= 0 || content.Height is <= 0 || content.Width.HasValue != content.Height.HasValue)
            throw new ChatException("width", "Must be given with the height, in pixels.");
    }
}
