using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Files;

/// <summary>For a front that shares no store with the others: what it took in, they could not show.</summary>
internal sealed class NoFileStore : IFileStore
{
    /// <inheritdoc/>
    public void Require() => throw NotConfigured();

    /// <inheritdoc/>
    public Task PutAsync(BlobName name, string path, CancellationToken cancellationToken) => throw NotConfigured();

    /// <inheritdoc/>
    public Task<Stream?> OpenAsync(BlobName name, CancellationToken cancellationToken) => throw NotConfigured();

    /// <inheritdoc/>
    public Task DeleteAsync(BlobName name, CancellationToken cancellationToken) => throw NotConfigured();

    private static NotConfiguredException NotConfigured() => new($"{FilesOptions.Section}:{nameof(FilesOptions.Shared)}");
}
