using Orleans;

namespace OrleansChat.Grains.Interfaces.Files;

/// <summary>What a file is shown as.</summary>
[GenerateSerializer, Alias("file-category")]
public enum FileCategory
{
    /// <summary>A picture.</summary>
    Image,

    /// <summary>A video.</summary>
    Video,

    /// <summary>Sound.</summary>
    Audio,

    /// <summary>Anything else.</summary>
    Document,
}

/// <summary>Asks to share a file in a conversation.</summary>
[GenerateSerializer, Immutable, Alias("new-file")]
public sealed record NewFile([property: Id(0)] Guid OwnerId, [property: Id(1)] Guid ConversationId);

/// <summary>What was found in the bytes of a file.</summary>
/// <param name="Name">As its owner calls it; never a path.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Mime">The type that its first bytes show.</param>
/// <param name="Category">What it is shown as.</param>
/// <param name="Sha256">The hash of its bytes, in hex.</param>
/// <param name="Width">Of a picture, in pixels; otherwise null.</param>
/// <param name="Height">Of a picture, in pixels; otherwise null.</param>
/// <param name="Thumbnail">Whether there is a small picture of it.</param>
[GenerateSerializer, Immutable, Alias("file-content")]
public sealed record FileContent(
    [property: Id(0)] string Name,
    [property: Id(1)] long Size,
    [property: Id(2)] string Mime,
    [property: Id(3)] FileCategory Category,
    [property: Id(4)] string Sha256,
    [property: Id(5)] int? Width,
    [property: Id(6)] int? Height,
    [property: Id(7)] bool Thumbnail);

/// <summary>A file that the members of a conversation may read until it expires.</summary>
[GenerateSerializer, Immutable, Alias("shared-file")]
public sealed record SharedFile(
    [property: Id(0)] Guid Id,
    [property: Id(1)] Guid OwnerId,
    [property: Id(2)] Guid ConversationId,
    [property: Id(3)] FileContent Content,
    [property: Id(4)] DateTimeOffset CreatedAt,
    [property: Id(5)] DateTimeOffset ExpiresAt);

/// <summary>What a file may measure at most, by what it is shown as.</summary>
public static class FileLimits
{
    /// <summary>Characters of a name.</summary>
    public const int Name = 255;

    private const long Megabyte = 1024 * 1024;

    /// <summary>How long a file is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>Bytes of a file of this category.</summary>
    public static long Bytes(FileCategory category) => category switch
    {
        FileCategory.Image => 10 * Megabyte,
        FileCategory.Video => 200 * Megabyte,
        FileCategory.Audio or FileCategory.Document => 25 * Megabyte,
        _ => throw new ArgumentOutOfRangeException(nameof(category)),
    };
}
