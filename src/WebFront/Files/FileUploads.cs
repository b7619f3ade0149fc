using Microsoft.Extensions.Options;
using Orleans;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Files;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Http.Admission;

namespace OrleansChat.WebFront.Files;

/// <summary>Lets users share files: so many at once, and none without a store.</summary>
internal sealed partial class FileUploads(
    IGrainFactory grains,
    AdmittedCalls calls,
    IFileStore store,
    IncomingFiles incoming,
    Thumbnails thumbnails,
    IOptions<FilesOptions> options,
    TimeProvider clock,
    ILogger<FileUploads> log)
{
    private readonly PlacesPerUser _places = new(options.Value.MaxUploads, options.Value.MaxUploadsPerUser);

    /// <summary>Begins an upload. Whoever begins it disposes of it, and with it of all that was not shared.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.Unavailable"/>: too many are coming in.</exception>
    /// <exception cref="NotConfiguredException">There is no store.</exception>
    public FileUpload Begin(CurrentUser user)
    {
        store.Require();
        var place = _places.TryTake(user.Id) ?? throw new ChatException(ChatError.Unavailable);
        return new FileUpload(this, user.Id, Guid.CreateVersion7(clock.GetUtcNow()), place);
    }

    /// <summary>Takes uploads in no longer than configured.</summary>
    public CancellationTokenSource Bounded(CancellationToken cancellationToken)
    {
        var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(options.Value.UploadTimeout);
        return bounded;
    }

    private IFileGrain Grain(Guid id) => grains.GetGrain<IFileGrain>(id);

    private Task BeginAsync(Guid id, NewFile file, CancellationToken cancellationToken)
        => calls.RunAsync(file.OwnerId, () => Grain(id).BeginAsync(file), cancellationToken);

    private Task<IncomingFile> ReceiveAsync(FormPart part, FileCategory? declared, CancellationToken cancellationToken) => incoming.ReceiveAsync(
        part, type => FileLimits.Bytes(declared is { } category && type.Is(category) ? category : type.Category), cancellationToken);

    private async Task<SharedFile> ShareAsync(Guid id, Guid user, IncomingFile file, FileType type, CancellationToken cancellationToken)
    {
        var size = await SizeAsync(file, cancellationToken);
        var thumbnail = size is null ? null : await thumbnails.OfAsync(file.Path, type.Mime, cancellationToken);
        await store.PutAsync(new BlobName(id, Thumbnail: false), file.Path, cancellationToken);
        if (thumbnail is not null)
            await PutThumbnailAsync(id, $"{file.Path}.thumbnail", thumbnail, cancellationToken);
        var content = new FileContent(file.Name, file.Size, type.Mime, type.Category, file.Sha256, size?.Width, size?.Height, thumbnail is not null);
        return await calls.RunAsync(user, () => Grain(id).CompleteAsync(content), cancellationToken);
    }

    /// <summary>The dimensions of a picture; null of all else. One whose header is broken, or that claims to be huge, is refused.</summary>
    private static async Task<ImageSize?> SizeAsync(IncomingFile file, CancellationToken cancellationToken)
    {
        if (!ImageSize.Knows(file.Type.Mime))
            return null;
        var head = new byte[Math.Min(file.Size, ImageSize.Head)];
        await using (var bytes = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.Asynchronous))
            await bytes.ReadExactlyAsync(head, cancellationToken);
        return ImageSize.Read(head, file.Type.Mime) is { IsSane: true } size ? size : throw new ChatException(ChatError.FileRefused);
    }

    private async Task PutThumbnailAsync(Guid id, string path, byte[] thumbnail, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAllBytesAsync(path, thumbnail, cancellationToken);
            await store.PutAsync(new BlobName(id, Thumbnail: true), path, cancellationToken);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Undoes what an upload that failed left; what cannot be undone now the sweeper finds.</summary>
    private async Task GiveUpAsync(Guid id)
    {
        try
        {
            await store.DeleteAsync(new BlobName(id, Thumbnail: false), CancellationToken.None);
            await store.DeleteAsync(new BlobName(id, Thumbnail: true), CancellationToken.None);
            await Grain(id).ForgetAsync();
        }
        catch (Exception failure)
        {
            NotUndone(log, id, failure);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "What is left of upload {FileId} has to be swept")]
    private static partial void NotUndone(ILogger log, Guid fileId, Exception failure);

    /// <summary>
    /// One upload. Its parts come in any order: the conversation is asked as soon as it is known, and at the latest before the bytes go where
    /// files are kept; so whatever is there has its row, and what a crash leaves is found by it.
    /// </summary>
    internal sealed class FileUpload(FileUploads uploads, Guid user, Guid id, IDisposable place) : IAsyncDisposable
    {
        private IncomingFile? _file;
        private bool _begun;
        private bool _shared;

        /// <summary>What came in; null when nothing did yet.</summary>
        public IncomingFile? File => _file;

        /// <summary>Names the conversation.</summary>
        /// <exception cref="ChatException"><see cref="ChatError.ConversationNotFound"/>, <see cref="ChatError.LimitReached"/>.</exception>
        public async Task ToAsync(Guid conversation, CancellationToken cancellationToken)
        {
            await uploads.BeginAsync(id, new NewFile(user, conversation), cancellationToken);
            _begun = true;
        }

        /// <summary>Takes the bytes in, as many as a file of its type may have.</summary>
        /// <exception cref="ChatException">They are empty, or the second ones.</exception>
        /// <exception cref="BadHttpRequestException">They are too many, or broken.</exception>
        public async Task ReceiveAsync(FormPart part, FileCategory? declared, CancellationToken cancellationToken)
        {
            if (_file is not null)
                throw new ChatException(part.Name, "must be given once.");
            _file = await uploads.ReceiveAsync(part, declared, cancellationToken);
        }

        /// <summary>Shares what came in as a category that its type is of.</summary>
        /// <exception cref="ChatException"><see cref="ChatError.FileRefused"/>.</exception>
        public async Task<SharedFile> ShareAsync(FileCategory category, CancellationToken cancellationToken)
        {
            if (!_begun || _file is null)
                throw new InvalidOperationException("A file is shared in a conversation, once it is there.");
            var file = await uploads.ShareAsync(id, user, _file, _file.Type.As(category), cancellationToken);
            _shared = true;
            return file;
        }

        /// <inheritdoc/>
        public async ValueTask DisposeAsync()
        {
            _file?.Dispose();
            if (_begun && !_shared)
                await uploads.GiveUpAsync(id);
            place.Dispose();
        }
    }
}
