using OrleansChat.Grains.Interfaces.Files;

namespace OrleansChat.WebFront.Files;

/// <summary>A file that came in whole, on this machine until it is disposed of or moved away.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Name">Its cleaned name.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Type">What its first bytes show.</param>
/// <param name="Declared">What the client says it is; null when it says nothing.</param>
/// <param name="Sha256">The hash of its bytes, in hex.</param>
internal sealed record IncomingFile(string Path, string Name, long Size, FileType Type, string? Declared, string Sha256) : IDisposable
{
    /// <summary>Whether the client's media type is of another kind than the bytes. One that says nothing is of every kind.</summary>
    public bool IsMisdeclared => Declared is { } declared
        && !declared.Equals(FileTypes.Bytes, StringComparison.OrdinalIgnoreCase)
        && !Type.Is(CategoryOf(declared));

    /// <inheritdoc/>
    public void Dispose() => File.Delete(Path);

    private static FileCategory CategoryOf(string mime) => mime.Split('/')[0].ToUpperInvariant() switch
    {
        "IMAGE" when !mime.Contains("svg", StringComparison.OrdinalIgnoreCase) => FileCategory.Image,
        "VIDEO" => FileCategory.Video,
        "AUDIO" => FileCategory.Audio,
        _ => FileCategory.Document,
    };
}
