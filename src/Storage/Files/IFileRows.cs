using OrleansChat.Storage.Accounts;

namespace OrleansChat.Storage.Files;

/// <summary>What is known of shared files, as rows; their bytes are elsewhere.</summary>
public interface IFileRows : IForgetsAccounts
{
    /// <summary>
    /// Notes that an upload begins, unless its owner is no member of the conversation or has <paramref name="quota"/> bytes already. Until
    /// it is complete it expires at <paramref name="givenUpAt"/>. Noting it again changes nothing.
    /// </summary>
    Task<FileBegin> BeginAsync(
        Guid fileId, Guid ownerId, Guid conversationId, DateTimeOffset now, DateTimeOffset givenUpAt, long quota, CancellationToken cancellationToken = default);

    /// <summary>Stores what was found in the bytes; null when the upload was not begun or is given up. Completing it again with the same bytes changes nothing.</summary>
    Task<StoredFile?> CompleteAsync(Guid fileId, StoredFileContent content, DateTimeOffset now, DateTimeOffset expiresAt, CancellationToken cancellationToken = default);

    /// <summary>A complete file of one of the reader's conversations that has not expired; null otherwise.</summary>
    Task<StoredFile?> FindAsync(Guid fileId, Guid readerId, DateTimeOffset now, CancellationToken cancellationToken = default);

    /// <summary>Files and unfinished uploads that expired, those first that expired first.</summary>
    Task<IReadOnlyList<Guid>> ExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default);

    /// <summary>Forgets a file, known or not.</summary>
    Task RemoveAsync(Guid fileId, CancellationToken cancellationToken = default);
}

/// <summary>What became of an upload that was to begin.</summary>
public enum FileBegin
{
    /// <summary>It is noted.</summary>
    Begun,

    /// <summary>Its owner is no member of the conversation, or there is none.</summary>
    NotAMember,

    /// <summary>Its owner keeps as many bytes as allowed.</summary>
    OverQuota,
}

/// <summary>What was found in the bytes of a file. <paramref name="Category"/> is the number of <c>FileCategory</c>.</summary>
public sealed record StoredFileContent(string Name, long Size, string Mime, int Category, string Sha256, int? Width, int? Height, bool Thumbnail);

/// <summary>A complete file.</summary>
public sealed record StoredFile(
    Guid Id, Guid OwnerId, Guid ConversationId, StoredFileContent Content, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);
