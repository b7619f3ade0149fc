using OrleansChat.Grains.Interfaces.Files;

namespace OrleansChat.WebFront.Contracts.Messenger.Files;

/// <summary>A file that was shared. URLs need the same token as everything else; the thumbnail's is null where there is none.</summary>
internal sealed record MessengerFile(
    string FileId,
    string FileName,
    long FileSize,
    string MimeType,
    string FileUrl,
    string? ThumbnailUrl,
    DateTimeOffset ExpiresAt,
    string Sha256,
    int? Width,
    int? Height)
{
    /// <summary>The file, below the address where files are.</summary>
    public static MessengerFile From(SharedFile file, string files)
    {
        var url = $"{files}/{MessengerId.OfFile(file.Id)}";
        return new(
            MessengerId.OfFile(file.Id),
            file.Content.Name,
            file.Content.Size,
            file.Content.Mime,
            url,
            file.Content.Thumbnail ? $"{url}/thumbnail" : null,
            file.ExpiresAt,
            file.Content.Sha256,
            file.Content.Width,
            file.Content.Height);
    }
}
