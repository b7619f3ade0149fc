namespace OrleansChat.WebFront.Files;

/// <summary>Files in a folder. It has to be on the file system of the incoming ones: they are moved, not copied.</summary>
internal sealed class FolderFileStore(string folder) : IFileStore
{
    private const int Block = 64 * 1024;

    /// <inheritdoc/>
    public Task PutAsync(BlobName name, string path, CancellationToken cancellationToken)
    {
        var target = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Move(path, target, overwrite: true);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<Stream?> OpenAsync(BlobName name, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult<Stream?>(new FileStream(
                PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, Block, FileOptions.Asynchronous | FileOptions.SequentialScan));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    /// <inheritdoc/>
    public Task DeleteAsync(BlobName name, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        if (File.Exists(path))
            File.Delete(path);
        return Task.CompletedTask;
    }

    private string PathOf(BlobName name) => Path.Combine(folder, name.ToString());
}
