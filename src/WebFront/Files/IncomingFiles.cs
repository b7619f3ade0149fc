using System.Buffers;
using System.Security.Cryptography;
using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.WebFront.Files;

/// <summary>
/// Takes files in: a block at a time to a file of its own, hashed and counted on the way, so that memory stays flat however large they are.
/// What comes in broken or too large is gone at once; what a crash left is swept a day later.
/// </summary>
internal sealed class IncomingFiles(string folder)
{
    private const int Block = 64 * 1024;
    private static readonly TimeSpan Left = TimeSpan.FromDays(1);

    /// <summary>Takes in a part of a form, of as many bytes as <paramref name="limit"/> allows its type.</summary>
    /// <exception cref="ChatException">It is empty.</exception>
    /// <exception cref="BadHttpRequestException">It is too large, or the form is broken.</exception>
    public async Task<IncomingFile> ReceiveAsync(FormPart part, Func<FileType, long> limit, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        var block = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            return await ReceiveAsync(part, path, block.AsMemory(0, Block), limit, cancellationToken);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <summary>Deletes what crashes left.</summary>
    public void Sweep(DateTimeOffset now)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles().Where(file => file.LastWriteTimeUtc < (now - Left).UtcDateTime))
            file.Delete();
    }

    private static async Task<IncomingFile> ReceiveAsync(FormPart part, string path, Memory<byte> block, Func<FileType, long> limit, CancellationToken cancellationToken)
    {
        var read = await part.ReadAsync(block, cancellationToken);
        if (read == 0)
            throw new ChatException(part.Name, "must not be empty.");
        var name = FileNames.Clean(part.FileName);
        var type = FileTypes.Of(block.Span[..Math.Min(read, FileTypes.Head)], name);
        var (size, most) = (0L, limit(type));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using (var file = Create(path))
        {
            do
            {
                size += read;
                if (size > most)
                    throw new BadHttpRequestException("The file is too large.", StatusCodes.Status413PayloadTooLarge);
                hash.AppendData(block.Span[..read]);
                await file.WriteAsync(block[..read], cancellationToken);
                read = await part.ReadAsync(block, cancellationToken);
            }
            while (read > 0);

            // Waits for the disk, which must not hold up those whose sockets this thread serves.
            await Task.Run(() => file.Flush(flushToDisk: true), cancellationToken);
        }

        return new IncomingFile(path, name, size, type, part.Mime, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}
