using Orleans;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Files;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Http.Admission;

namespace OrleansChat.WebFront.Files;

/// <summary>Gives files to those who may have them.</summary>
internal sealed class FileDownloads(IGrainFactory grains, AdmittedCalls calls, IFileStore store)
{
    /// <summary>A file's bytes, or the small picture of it.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.FileNotFound"/>.</exception>
    public async Task<FileAnswer> OpenAsync(Guid id, bool thumbnail, CurrentUser user, CancellationToken cancellationToken)
    {
        var file = await calls.RunAsync(user.Id, () => grains.GetGrain<IFileGrain>(id).GetAsync(user.Id), cancellationToken);
        if (thumbnail && !file.Content.Thumbnail)
            throw new ChatException(ChatError.FileNotFound);
        var bytes = await store.OpenAsync(new BlobName(id, thumbnail), cancellationToken) ?? throw new ChatException(ChatError.FileNotFound);
        return thumbnail
            ? new FileAnswer(bytes, Thumbnails.Mime, Path.ChangeExtension(file.Content.Name, ".thumbnail.jpg"), $"{file.Content.Sha256}-thumbnail")
            : new FileAnswer(bytes, file.Content.Mime, file.Content.Name, file.Content.Sha256);
    }
}
