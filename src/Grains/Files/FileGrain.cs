using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Runtime;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Files;
using OrleansChat.Grains.Rules;
using OrleansChat.Storage.Files;

namespace OrleansChat.Grains.Files;

/// <summary>
/// What is known of one file. Keeps nothing: whether someone may have it is asked of the store each time, for members come and go and
/// files expire.
/// </summary>
[GrainType("file")]
internal sealed class FileGrain(IFileRows rows, IOptions<FileQuotaOptions> options, TimeProvider time) : Grain, IFileGrain
{
    /// <summary>How long an upload may take: longer than any front lets it.</summary>
    private static readonly TimeSpan UploadTime = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.LeaveUnless(() => false, DeactivateOnIdle);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task BeginAsync(NewFile file)
    {
        var now = time.Stamp();
        var begun = await rows.BeginAsync(this.GetPrimaryKey(), file.OwnerId, file.ConversationId, now, now + UploadTime, options.Value.Quota);
        if (begun is not FileBegin.Begun)
            throw new ChatException(begun is FileBegin.OverQuota ? ChatError.LimitReached : ChatError.ConversationNotFound);
    }

    /// <inheritdoc/>
    public async Task<SharedFile> CompleteAsync(FileContent content)
    {
        FileRules.Check(content);
        var now = time.Stamp();
        return Found(await rows.CompleteAsync(this.GetPrimaryKey(), content.ToStored(), now, now + FileLimits.Kept));
    }

    /// <inheritdoc/>
    public async Task<SharedFile> GetAsync(Guid reader) => Found(await rows.FindAsync(this.GetPrimaryKey(), reader, time.GetUtcNow()));

    /// <inheritdoc/>
    public Task ForgetAsync() => rows.RemoveAsync(this.GetPrimaryKey());

    private static SharedFile Found(StoredFile? stored) => stored?.ToFile() ?? throw new ChatException(ChatError.FileNotFound);
}
