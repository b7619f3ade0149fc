using OrleansChat.Storage.Files;

namespace OrleansChat.Storage.Tests.Files;

public sealed class SqliteFileRowsTests(SqliteFixture fixture) : FileRowsTests(fixture), IClassFixture<SqliteFixture>;

public sealed class PostgresFileRowsTests(PostgresFixture fixture) : FileRowsTests(fixture), IClassFixture<PostgresFixture>;

public abstract class FileRowsTests(StoreFixture fixture)
{
    private const long Plenty = 1_000_000_000;
    private static readonly DateTimeOffset GivenUp = Make.Noon.AddHours(1);
    private static readonly DateTimeOffset Expiry = Make.Noon.AddDays(7);
    private static readonly StoredFileContent Photo = new("photo.jpg", 1_024_000, "image/jpeg", 0, new string('a', 64), 4000, 3000, Thumbnail: true);
    private readonly StoreUnderTest _store = fixture.Store;
    private readonly Guid _ann = Guid.NewGuid();
    private readonly Guid _bob = Guid.NewGuid();
    private readonly Guid _id = Guid.CreateVersion7();

    private IFileRows Files => _store.Get<IFileRows>();

    [Fact]
    public async Task A_complete_file_is_found_by_the_members_of_its_conversation_alone()
    {
        var group = await GroupAsync();
        Assert.Equal(FileBegin.Begun, await BeginAsync(_id, group));
        Assert.Null(await Files.FindAsync(_id, _ann, Make.Noon));

        var file = await Files.CompleteAsync(_id, Photo, Make.Noon, Expiry);

        Assert.Equal(new StoredFile(_id, _ann, group, Photo, Make.Noon, Expiry), file);
        Assert.Equal(file, await Files.FindAsync(_id, _ann, Make.Noon));
        Assert.Equal(file, await Files.FindAsync(_id, _bob, Make.Noon));
        Assert.Null(await Files.FindAsync(_id, Guid.NewGuid(), Make.Noon));
        Assert.Null(await Files.FindAsync(Guid.NewGuid(), _ann, Make.Noon));
    }

    [Fact]
    public async Task What_is_unknown_of_a_file_is_null()
    {
        await BeginAsync(_id, await GroupAsync());
        var text = new StoredFileContent("notes.txt", 5, "text/plain", 3, new string('0', 64), null, null, Thumbnail: false);
        Assert.Equal(text, (await Files.CompleteAsync(_id, text, Make.Noon, Expiry))?.Content);
    }

    [Fact]
    public async Task Nobody_begins_an_upload_where_they_are_no_member()
    {
        var group = await GroupAsync();
        Assert.Equal(FileBegin.NotAMember, await Files.BeginAsync(_id, Guid.NewGuid(), group, Make.Noon, GivenUp, Plenty));
        Assert.Equal(FileBegin.NotAMember, await BeginAsync(_id, Guid.NewGuid()));
        Assert.Null(await Files.CompleteAsync(_id, Photo, Make.Noon, Expiry));
    }

    [Fact]
    public async Task Beginning_and_completing_again_change_nothing()
    {
        var group = await GroupAsync();
        await BeginAsync(_id, group);
        Assert.Equal(FileBegin.Begun, await BeginAsync(_id, group));
        var file = await Files.CompleteAsync(_id, Photo, Make.Noon, Expiry);

        Assert.Equal(FileBegin.Begun, await BeginAsync(_id, group));
        Assert.Equal(file, await Files.CompleteAsync(_id, Photo, Make.Noon.AddSeconds(1), Expiry.AddSeconds(1)));
        Assert.Null(await Files.CompleteAsync(_id, Photo with { Name = "other.jpg" }, Make.Noon, Expiry));
        Assert.Equal(file, await Files.FindAsync(_id, _ann, Make.Noon));
    }

    [Fact]
    public async Task An_upload_that_was_given_up_cannot_be_completed()
    {
        await BeginAsync(_id, await GroupAsync());
        Assert.Null(await Files.CompleteAsync(_id, Photo, GivenUp, Expiry));
        Assert.Null(await Files.FindAsync(_id, _ann, Make.Noon));
    }

    [Fact]
    public async Task Who_keeps_as_many_bytes_as_allowed_begins_no_further_upload()
    {
        var group = await GroupAsync();
        await BeginAsync(_id, group);
        await Files.CompleteAsync(_id, Photo, Make.Noon, Expiry);

        Assert.Equal(FileBegin.OverQuota, await Files.BeginAsync(Guid.NewGuid(), _ann, group, Make.Noon, GivenUp, Photo.Size));
        Assert.Equal(FileBegin.Begun, await Files.BeginAsync(Guid.NewGuid(), _ann, group, Make.Noon, GivenUp, Photo.Size + 1));
        Assert.Equal(FileBegin.Begun, await Files.BeginAsync(Guid.NewGuid(), _bob, group, Make.Noon, GivenUp, Photo.Size));

        await Files.RemoveAsync(_id);
        Assert.Equal(FileBegin.Begun, await Files.BeginAsync(Guid.NewGuid(), _ann, group, Make.Noon, GivenUp, Photo.Size));
    }

    [Fact]
    public async Task Files_and_unfinished_uploads_expire()
    {
        var group = await GroupAsync();
        var (file, unfinished, late) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var id in new[] { file, unfinished, late })
            await BeginAsync(id, group);
        await Files.CompleteAsync(file, Photo, Make.Noon, Expiry);
        await Files.CompleteAsync(late, Photo, Make.Noon, Expiry.AddHours(1));

        Assert.Null(await Files.FindAsync(file, _ann, Expiry));
        Assert.Equal([unfinished], await ExpiredAsync(GivenUp));
        Assert.Equal([unfinished, file], await ExpiredAsync(Expiry));
        Assert.Equal([unfinished, file, late], await ExpiredAsync(Expiry.AddHours(1)));

        foreach (var id in new[] { file, unfinished, late, Guid.NewGuid() })
            await Files.RemoveAsync(id);
        Assert.Empty(await ExpiredAsync(Expiry.AddHours(1)));

        async Task<IEnumerable<Guid>> ExpiredAsync(DateTimeOffset now) =>
            (await Files.ExpiredAsync(now, 10_000)).Where(id => id == file || id == unfinished || id == late);
    }

    [Fact]
    public async Task The_files_of_a_deleted_account_and_of_a_deleted_conversation_expire_at_once()
    {
        var group = Make.Group(_ann, _bob);
        await _store.Conversations.CreateAsync(group);
        var (anns, bobs, unfinished) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await BeginAsync(anns, group.Id);
        await BeginAsync(unfinished, group.Id);
        await Files.BeginAsync(bobs, _bob, group.Id, Make.Noon, GivenUp, Plenty);
        await Files.CompleteAsync(anns, Photo, Make.Noon, Expiry);
        await Files.CompleteAsync(bobs, Photo, Make.Noon, Expiry);

        await Files.ForgetAsync(_ann);

        Assert.Null(await Files.FindAsync(anns, _bob, Make.Noon));
        Assert.Null(await Files.CompleteAsync(unfinished, Photo, Make.Noon, Expiry));
        Assert.NotNull(await Files.FindAsync(bobs, _bob, Make.Noon));
        var expired = await Files.ExpiredAsync(Make.Noon, 10_000);
        Assert.Contains(anns, expired);
        Assert.Contains(unfinished, expired);

        await _store.Conversations.DeleteAsync(group.Id, group.Version);
        Assert.Contains(bobs, await Files.ExpiredAsync(Make.Noon, 10_000));
    }

    private async Task<Guid> GroupAsync()
    {
        var group = Make.Group(_ann, _bob);
        await _store.Conversations.CreateAsync(group);
        return group.Id;
    }

    private Task<FileBegin> BeginAsync(Guid id, Guid conversation) => Files.BeginAsync(id, _ann, conversation, Make.Noon, GivenUp, Plenty);
}
