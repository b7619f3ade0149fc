using Microsoft.Extensions.Options;
using OrleansChat.Grains.Files;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Files;
using OrleansChat.Grains.Tests.Cluster;

namespace OrleansChat.Grains.Tests.Files;

[Collection(ClusterCollection.Name)]
public sealed class FileGrainTests(ClusterFixture cluster) : IAsyncLifetime
{
    private static readonly FileContent Photo = new("photo.jpg", 1_024_000, "image/jpeg", FileCategory.Image, new string('a', 64), 4000, 3000, Thumbnail: true);
    private readonly Guid _id = Guid.CreateVersion7();
    private Guid _ann;
    private Guid _bob;
    private Guid _carol;

    private IFileGrain File => cluster.Grains.GetGrain<IFileGrain>(_id);

    private IFileLookupGrain Lookup => cluster.Grains.GetGrain<IFileLookupGrain>(0);

    public async ValueTask InitializeAsync()
    {
        var users = await cluster.Grains.RegisterAsync(3);
        (_ann, _bob, _carol) = (users[0], users[1], users[2]);
        await cluster.Grains.PostToAsync(_ann, _bob, "Hello!");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_file_is_kept_for_seven_days_and_read_by_the_members_of_its_conversation()
    {
        await File.BeginAsync(new NewFile(_ann, ConversationId.Direct(_ann, _bob)));
        await Refused.WithAsync(ChatError.FileNotFound, () => File.GetAsync(_ann));

        var file = await File.CompleteAsync(Photo);

        Assert.Equal((_id, _ann, ConversationId.Direct(_ann, _bob), Photo), (file.Id, file.OwnerId, file.ConversationId, file.Content));
        Assert.InRange(file.ExpiresAt - file.CreatedAt, FileLimits.Kept, FileLimits.Kept + TimeSpan.FromMinutes(5));
        Assert.Equal(file, await File.GetAsync(_bob));
        Assert.Equal(file, await File.CompleteAsync(Photo));
        await Refused.WithAsync(ChatError.FileNotFound, () => File.GetAsync(_carol));
    }

    [Fact]
    public async Task Who_leaves_a_group_reads_its_files_no_more()
    {
        var group = await cluster.Grains.CreateGroupAsync(GroupType.Private, _ann, _bob);
        await File.BeginAsync(new NewFile(_ann, group));
        await File.CompleteAsync(Photo);
        await File.GetAsync(_bob);

        await cluster.Grains.GetGrain<IGroupGrain>(group).LeaveAsync(_bob);

        await Refused.WithAsync(ChatError.FileNotFound, () => File.GetAsync(_bob));
        await File.GetAsync(_ann);
    }

    [Fact]
    public async Task Files_are_shared_by_members_only()
    {
        await Refused.WithAsync(ChatError.ConversationNotFound, () => File.BeginAsync(new NewFile(_carol, ConversationId.Direct(_ann, _bob))));
        await Refused.WithAsync(ChatError.ConversationNotFound, () => File.BeginAsync(new NewFile(_ann, ConversationId.Direct(_ann, _carol))));
        await Refused.WithAsync(ChatError.FileNotFound, () => File.CompleteAsync(Photo));
    }

    [Fact]
    public async Task Content_that_no_file_has_is_refused()
    {
        await File.BeginAsync(new NewFile(_ann, ConversationId.Direct(_ann, _bob)));
        await Refused.ForAsync("name", () => File.CompleteAsync(Photo with { Name = "../etc/passwd" }));
        await Refused.ForAsync("name", () => File.CompleteAsync(Photo with { Name = "" }));
        await Refused.ForAsync("name", () => File.CompleteAsync(Photo with { Name = "a\0b" }));
        await Refused.ForAsync("size", () => File.CompleteAsync(Photo with { Size = 0 }));
        await Refused.ForAsync("size", () => File.CompleteAsync(Photo with { Size = FileLimits.Bytes(FileCategory.Image) + 1 }));
        await Refused.ForAsync("category", () => File.CompleteAsync(Photo with { Category = (FileCategory)9 }));
        await Refused.ForAsync("sha256", () => File.CompleteAsync(Photo with { Sha256 = new string('A', 64) }));
        await Refused.ForAsync("width", () => File.CompleteAsync(Photo with { Height = null }));
        await File.CompleteAsync(Photo);
    }

    [Fact]
    public async Task Who_has_as_much_as_allowed_begins_no_further_upload()
    {
        var options = cluster.Service<IOptions<FileQuotaOptions>>().Value;
        var quota = options.Quota;
        var next = cluster.Grains.GetGrain<IFileGrain>(Guid.CreateVersion7());
        var share = new NewFile(_ann, ConversationId.Direct(_ann, _bob));
        await File.BeginAsync(share);
        await File.CompleteAsync(Photo);
        options.Quota = Photo.Size;
        try
        {
            await Refused.WithAsync(ChatError.LimitReached, () => next.BeginAsync(share));
        }
        finally
        {
            options.Quota = quota;
        }

        await next.BeginAsync(share);
    }

    [Fact]
    public async Task Expired_files_and_uploads_that_never_ended_are_to_be_swept()
    {
        var unfinished = Guid.CreateVersion7();
        var share = new NewFile(_ann, ConversationId.Direct(_ann, _bob));
        await cluster.Grains.GetGrain<IFileGrain>(unfinished).BeginAsync(share);
        await File.BeginAsync(share);
        await File.CompleteAsync(Photo);

        ClusterFixture.Time.Advance(TimeSpan.FromHours(1));
        var expired = await Lookup.ExpiredAsync(200);
        Assert.Contains(unfinished, expired);
        Assert.DoesNotContain(_id, expired);
        await Refused.WithAsync(ChatError.FileNotFound, () => cluster.Grains.GetGrain<IFileGrain>(unfinished).CompleteAsync(Photo));

        ClusterFixture.Time.Advance(FileLimits.Kept);
        await Refused.WithAsync(ChatError.FileNotFound, () => File.GetAsync(_ann));
        Assert.Contains(_id, await Lookup.ExpiredAsync(200));

        await File.ForgetAsync();
        await File.ForgetAsync();
        Assert.DoesNotContain(_id, await Lookup.ExpiredAsync(200));
    }

    [Fact]
    public async Task The_files_of_a_deleted_account_are_gone()
    {
        await File.BeginAsync(new NewFile(_ann, ConversationId.Direct(_ann, _bob)));
        await File.CompleteAsync(Photo);

        await cluster.Grains.GetGrain<IAccountGrain>(_ann).DeleteAsync();

        await Refused.WithAsync(ChatError.FileNotFound, () => File.GetAsync(_bob));
        Assert.Contains(_id, await Lookup.ExpiredAsync(200));
    }
}
