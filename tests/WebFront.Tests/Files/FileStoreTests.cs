using OrleansChat.WebFront.Files;

namespace OrleansChat.WebFront.Tests.Files;

/// <summary>What holds for every store.</summary>
public abstract class FileStoreTests : IDisposable
{
    protected string Folder { get; } = Directory.CreateTempSubdirectory("orleanschat-store-").FullName;

    internal abstract IFileStore Store { get; }

    public virtual void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(20_000_000)]
    public async Task What_is_put_is_read_whole_and_from_any_place(int length)
    {
        var (name, bytes) = (Name(), Bytes(length));
        await Store.PutAsync(name, await FileAsync(bytes), default);

        await using var stream = await Store.OpenAsync(name, default);
        Assert.True(stream!.CanSeek);
        Assert.Equal(length, stream.Length);
        Assert.Equal(bytes, await ReadAsync(stream, length));
        Assert.Equal(0, await stream.ReadAsync(new byte[1]));

        stream.Seek(length / 2, SeekOrigin.Begin);
        var part = Math.Min(1000, length - (length / 2));
        Assert.Equal(bytes[(length / 2)..((length / 2) + part)], await ReadAsync(stream, part));
        stream.Seek(-1, SeekOrigin.End);
        Assert.Equal(bytes[^1..], await ReadAsync(stream, 1));
    }

    [Fact]
    public async Task A_file_and_its_thumbnail_are_two_things()
    {
        var name = Name();
        await Store.PutAsync(name, await FileAsync([1]), default);
        Assert.Null(await Store.OpenAsync(name with { Thumbnail = true }, default));

        await Store.PutAsync(name with { Thumbnail = true }, await FileAsync([2]), default);
        await Store.DeleteAsync(name, default);

        Assert.Null(await Store.OpenAsync(name, default));
        await using var thumbnail = await Store.OpenAsync(name with { Thumbnail = true }, default);
        Assert.Equal([2], await ReadAsync(thumbnail!, 1));
    }

    [Fact]
    public async Task What_is_not_there_is_null_and_deleted_already()
    {
        Assert.Null(await Store.OpenAsync(Name(), default));
        await Store.DeleteAsync(Name(), default);
    }

    [Fact]
    public void A_name_is_made_of_an_id_alone()
        => Assert.Equal("cd/ef/0123456789ab4cde8f0123456789cdef.thumbnail", new BlobName(Guid.Parse("0123456789ab4cde8f0123456789cdef"), Thumbnail: true).ToString());

    internal static BlobName Name() => new(Guid.CreateVersion7(), Thumbnail: false);

    internal async Task<string> FileAsync(byte[] bytes)
    {
        var path = Path.Combine(Folder, Guid.NewGuid().ToString("N"));
        await File.WriteAllBytesAsync(path, bytes);
        return path;
    }

    internal static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static async Task<byte[]> ReadAsync(Stream stream, int length)
    {
        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }
}

public sealed class FolderFileStoreTests : FileStoreTests
{
    internal override IFileStore Store => new FolderFileStore(Path.Combine(Folder, "files"));
}

public sealed class S3FileStoreTests : FileStoreTests, IAsyncLifetime
{
    private FakeS3 _server = null!;
    private S3FileStore _store = null!;

    internal override IFileStore Store => _store;

    public async ValueTask InitializeAsync()
    {
        _server = await FakeS3.StartAsync();
        _store = new S3FileStore(new FilesOptions { Store = FileStoreKind.S3, Bucket = FakeS3.Bucket, Endpoint = _server.Url, AccessKey = "access", SecretKey = "secret", PathStyle = true });
    }

    public async ValueTask DisposeAsync()
    {
        _store.Dispose();
        await _server.DisposeAsync();
        Dispose();
    }

    [Fact]
    public async Task A_long_file_goes_in_parts_and_only_what_is_asked_for_comes_back()
    {
        var (name, bytes) = (Name(), Bytes(20_000_000));
        await Store.PutAsync(name, await FileAsync(bytes), default);
        Assert.Equal(3, _server.Requests.Count(request => request.Contains("partNumber", StringComparison.Ordinal)));
        Assert.Equal(bytes, _server.Objects[name.ToString()]);

        await using var stream = await Store.OpenAsync(name, default);
        Assert.DoesNotContain(_server.Requests, request => request.StartsWith("GET ", StringComparison.Ordinal));
        stream!.Seek(10_000_000, SeekOrigin.Begin);
        await stream.ReadExactlyAsync(new byte[10]);
        Assert.Single(_server.Requests, request => request.StartsWith("GET ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Parts_of_what_cannot_be_stored_are_given_up()
    {
        _server.FailsPart = number => number == 2;
        var name = Name();

        await Assert.ThrowsAnyAsync<Amazon.S3.AmazonS3Exception>(async () => await Store.PutAsync(name, await FileAsync(Bytes(20_000_000)), default));

        Assert.Equal(0, _server.OpenUploads);
        Assert.Null(await Store.OpenAsync(name, default));
    }
}
