using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Files;
using OrleansChat.WebFront.Files;

namespace OrleansChat.WebFront.Contracts.Messenger.Files;

/// <summary>The form of an upload: <c>file</c>, <c>conversation_id</c> and <c>file_type</c>, in any order; what else is in it is passed over.</summary>
internal static class MessengerUpload
{
    private const string File = "file";
    private const string ConversationId = "conversation_id";
    private const string FileType = "file_type";

    /// <summary>What a form may measure: the longest file, and what is around it.</summary>
    public static readonly long MaxBody = FileLimits.Bytes(FileCategory.Video) + (64 * 1024);

    /// <summary>Reads the form and shares its file.</summary>
    public static async Task<SharedFile> TakeAsync(FormParts form, FileUploads.FileUpload upload, CancellationToken cancellationToken)
    {
        string? conversation = null;
        FileCategory? category = null;
        while (await form.NextAsync(cancellationToken) is { } part)
        {
            switch (part.Name)
            {
                case ConversationId:
                    conversation = await OnceAsync(part, conversation, cancellationToken);
                    await upload.ToAsync(MessengerId.Conversation(conversation), cancellationToken);
                    break;
                case FileType:
                    category = Category(await OnceAsync(part, category is null ? null : FileType, cancellationToken));
                    break;
                case File:
                    await upload.ReceiveAsync(part, category, cancellationToken);
                    break;
            }
        }

        if (upload.File is not { } file)
            throw new ChatException(File, "is required.");
        if (conversation is null)
            throw new ChatException(ConversationId, "is required.");
        var declared = category ?? throw new ChatException(FileType, "is required.");
        if (!file.Type.Is(declared))
            throw new ChatException(FileType, $"does not fit the file, which is {file.Type.Mime}.");
        return file.IsMisdeclared
            ? throw new ChatException(File, $"is {file.Type.Mime}, not what its part says.")
            : await upload.ShareAsync(declared, cancellationToken);
    }

    private static async Task<string> OnceAsync(FormPart part, string? before, CancellationToken cancellationToken)
        => before is null ? await part.TextAsync(cancellationToken) : throw new ChatException(part.Name, "must be given once.");

    private static FileCategory Category(string text) => text switch
    {
        "image" => FileCategory.Image,
        "video" => FileCategory.Video,
        "audio" => FileCategory.Audio,
        "document" => FileCategory.Document,
        _ => throw new ChatException(FileType, "must be image, video, audio or document."),
    };
}

/// <summary>The form, for the OpenAPI document.</summary>
internal sealed record UploadMessengerFile(string File, string ConversationId, FileCategory FileType);
