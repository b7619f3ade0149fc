using OrleansChat.Grains.Interfaces.Files;
using OrleansChat.Storage.Files;

namespace OrleansChat.Grains.Files;

/// <summary>Files as rows and as they cross the cluster.</summary>
internal static class FileMapping
{
    /// <summary>A file from its row.</summary>
    public static SharedFile ToFile(this StoredFile stored) => new(
        stored.Id,
        stored.OwnerId,
        stored.ConversationId,
        new FileContent(
            stored.Content.Name,
            stored.Content.Size,
            stored.Content.Mime,
            (FileCategory)stored.Content.Category,
            stored.Content.Sha256,
            stored.Content.Width,
            stored.Content.Height,
            stored.Content.Thumbnail),
        stored.CreatedAt,
        stored.ExpiresAt);

    /// <summary>What a row keeps of a file's bytes.</summary>
    public static StoredFileContent ToStored(this FileContent content) => new(
        content.Name, content.Size, content.Mime, (int)content.Category, content.Sha256, content.Width, content.Height, content.Thumbnail);
}
