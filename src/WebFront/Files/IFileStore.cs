using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Files;

/// <summary>
/// Where the bytes of files are. Names are made of ids alone: nothing that a client says becomes part of one. What a name holds is put there
/// once and never changed.
/// </summary>
internal interface IFileStore
{
    /// <summary>Refuses where there is no store, before anything is taken in for it.</summary>
    /// <exception cref="NotConfiguredException">There is none.</exception>
    void Require()
    {
    }

    /// <summary>Takes over a finished file of this machine; it is there whole, or not at all. The given file may be moved away.</summary>
    Task PutAsync(BlobName name, string path, CancellationToken cancellationToken);

    /// <summary>The bytes, as a stream that can seek and knows its length; null when there are none. The caller disposes of it.</summary>
    Task<Stream?> OpenAsync(BlobName name, CancellationToken cancellationToken);

    /// <summary>Deletes the bytes, there or not.</summary>
    Task DeleteAsync(BlobName name, CancellationToken cancellationToken);
}

/// <summary>The name of some bytes: a file's, or those of the small picture of it.</summary>
internal readonly record struct BlobName(Guid FileId, bool Thumbnail)
{
    /// <summary>Spread over 65,536 folders by the id's last digits, which are random: <c>ab/cd/0123…abcd</c>.</summary>
    public override string ToString()
    {
        var id = FileId.ToString("N");
        return $"{id[^4..^2]}/{id[^2..]}/{id}{(Thumbnail ? ".thumbnail" : "")}";
    }
}
