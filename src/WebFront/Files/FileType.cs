using OrleansChat.Grains.Interfaces.Files;

namespace OrleansChat.WebFront.Files;

/// <summary>What the first bytes of a file show.</summary>
/// <param name="Mime">Its media type.</param>
/// <param name="Category">What it is shown as.</param>
/// <param name="Sound">For containers that may hold nothing but sound: their media type then. Otherwise null.</param>
internal sealed record FileType(string Mime, FileCategory Category, string? Sound = null)
{
    /// <summary>Whether a file of this type may be shared as one of the category.</summary>
    public bool Is(FileCategory category) => category == Category || (category is FileCategory.Audio && Sound is not null);

    /// <summary>The type as one of a category that it <see cref="Is"/>.</summary>
    public FileType As(FileCategory category) => category == Category ? this : new FileType(Sound!, category);
}
