using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Files;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Contracts.Messenger.Files;

/// <summary><c>/files</c>: what is shared in conversations besides text. Their bodies take long, so the group is not admitted as a whole.</summary>
internal static class MessengerFilesEndpoints
{
    private const string Root = $"{MessengerContract.Prefix}/files";

    /// <summary>The routes.</summary>
    public static void MapMessengerFiles(this IEndpointRouteBuilder files)
    {
        files.MapPost("/upload", UploadFile).ForUsers().LimitedBy(MessengerLimits.Uploads).TakesBodyOf(MessengerUpload.MaxBody).TakesForm<UploadMessengerFile>()
            .Refuses(ChatError.ConversationNotFound, ChatError.FileRefused, ChatError.LimitReached);
        files.MapGet("/{id}", DownloadFile).ForUsers().Refuses(ChatError.FileNotFound);
        files.MapGet("/{id}/thumbnail", DownloadThumbnail).ForUsers().Refuses(ChatError.FileNotFound);
    }

    private static async Task<MessengerCreated<MessengerFile>> UploadFile(HttpContext context, CurrentUser user, FileUploads uploads, PublicUrls urls)
    {
        var form = FormParts.Of(context.Request);
        await using var upload = uploads.Begin(user);
        using var bounded = uploads.Bounded(context.RequestAborted);
        var file = await MessengerUpload.TakeAsync(form, upload, bounded.Token);
        return MessengerAnswer.Created($"../files/{MessengerId.OfFile(file.Id)}", MessengerFile.From(file, urls.Of(context, Root)));
    }

    private static Task<FileAnswer> DownloadFile(string id, HttpContext context, CurrentUser user, FileDownloads downloads)
        => downloads.OpenAsync(MessengerId.File(id), thumbnail: false, user, context.RequestAborted);

    private static Task<FileAnswer> DownloadThumbnail(string id, HttpContext context, CurrentUser user, FileDownloads downloads)
        => downloads.OpenAsync(MessengerId.File(id), thumbnail: true, user, context.RequestAborted);
}
