using System.Net;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using OrleansChat.Grains.Interfaces.Files;
using OrleansChat.Testing;
using OrleansChat.WebFront.Contracts.Messenger;
using OrleansChat.WebFront.Files;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger.Files;

/// <summary>How much is taken: of one user, at once, and of memory. Alone, for memory is everyone's.</summary>
[Collection(Alone.Name)]
public sealed class MessengerFileBoundsTests
{
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public async Task Who_has_as_much_as_allowed_shares_no_more()
    {
        await using var server = await ChatServer.StartAsync(Settings(("Files:Quota", "10000")));
        var world = await FileWorld.CreateAsync(server);
        await world.ShareAsync();
        (await world.UploadAsync(FileWorld.Photo)).Fails(409, "CONFLICT");
        (await world.Bob.PostAsync("files/upload", FileWorld.Form(FileWorld.Photo, world.Conversation))).Created();
    }

    [Fact]
    public async Task One_user_uploads_only_so_much_at_once()
    {
        await using var server = await ChatServer.StartAsync(Settings(("Files:MaxUploadsPerUser", "1")));
        var world = await FileWorld.CreateAsync(server);
        using var slow = new SlowContent(FileWorld.Photo);
        var first = world.Ann.PostAsync("files/upload", slow.AsForm(world.Conversation));
        await slow.Begun;

        (await AnsweredAsync(() => world.UploadAsync(FileWorld.Photo))).Fails(503, "SERVICE_UNAVAILABLE");
        (await world.Bob.PostAsync("files/upload", FileWorld.Form(FileWorld.Photo, world.Conversation))).Created();

        slow.Finish();
        (await first).Created();
        (await world.UploadAsync(FileWorld.Photo)).Created();
    }

    [Fact]
    public async Task An_upload_that_takes_too_long_is_given_up()
    {
        await using var server = await ChatServer.StartAsync(Settings(("Files:UploadTimeout", "00:00:01"), ("Files:MaxUploadsPerUser", "1")));
        var world = await FileWorld.CreateAsync(server);
        using var slow = new SlowContent(FileWorld.Photo);

        var first = Record.ExceptionAsync(async () => (await world.Ann.PostAsync("files/upload", slow.AsForm(world.Conversation))).Fails(503, "SERVICE_UNAVAILABLE"));
        await slow.Begun;

        // Its place is free again, though the client still holds on.
        await Eventually.HoldsAsync(async () => (await AnsweredAsync(() => world.UploadAsync(FileWorld.Photo))).Status == 201);

        // The server may have closed the connection while the client still writes.
        slow.Finish();
        var refused = await first;
        Assert.True(refused is null or HttpRequestException, $"{refused}");
    }

    [Fact]
    public async Task A_video_of_a_hundred_megabytes_streams_with_flat_memory()
    {
        await using var server = await ChatServer.StartAsync();
        var world = await FileWorld.CreateAsync(server);
        await world.ShareAsync();
        using var film = new Film(100 * Megabyte);
        using var form = new MultipartFormDataContent
        {
            { film, "file", "film.mp4" },
            { new StringContent(world.Conversation), "conversation_id" },
            { new StringContent("video"), "file_type" },
        };

        var file = (await world.Ann.PostAsync("files/upload", form)).Created().Data;

        Assert.Equal(100L * Megabyte, file.GetProperty("file_size").GetInt64());
        Assert.True(film.Samples.Count >= 10);
        var growth = film.Samples.Max() - film.Samples[0];
        Assert.True(growth < 20 * Megabyte, $"Live memory grew by {growth} bytes: {string.Join(", ", film.Samples)}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_crash_leaves_is_swept(bool stored)
    {
        var clock = new ManualTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await ChatServer.StartAsync(new ChatServerOptions { Clock = clock });
        var world = await FileWorld.CreateAsync(server);
        var (grains, store, sweeper) = (server.Services.GetRequiredService<IGrainFactory>(), server.Services.GetRequiredService<IFileStore>(), server.Services.GetRequiredService<FileSweeper>());
        var id = Guid.CreateVersion7();

        // As far as an upload came: its row, and perhaps its bytes; a file that came in; and a sweep that deleted bytes, and no row.
        await grains.GetGrain<IFileGrain>(id).BeginAsync(new NewFile(MessengerId.User(world.Ann.Id), MessengerId.Conversation(world.Conversation)));
        if (stored)
            await store.PutAsync(new BlobName(id, Thumbnail: false), await TemporaryAsync(), default);
        var left = await LeftAsync(server, clock);

        await sweeper.SweepAsync(default);
        Assert.Equal(stored, await IsThereAsync());

        clock.Jump(TimeSpan.FromHours(1));
        await sweeper.SweepAsync(default);
        Assert.False(await IsThereAsync());
        Assert.Empty(await grains.GetGrain<IFileLookupGrain>(0).ExpiredAsync(100));
        Assert.True(File.Exists(left));

        clock.Jump(TimeSpan.FromDays(1));
        await sweeper.SweepAsync(default);
        Assert.False(File.Exists(left));

        async Task<bool> IsThereAsync()
        {
            var bytes = await store.OpenAsync(new BlobName(id, Thumbnail: false), default);
            await (bytes?.DisposeAsync() ?? ValueTask.CompletedTask);
            return bytes is not null;
        }
    }

    /// <summary>What is refused unread may find the connection closed before the answer is read: then once more.</summary>
    private static async Task<Answer> AnsweredAsync(Func<Task<Answer>> send)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await send();
            }
            catch (HttpRequestException closed) when (closed.InnerException is IOException && tries < 20)
            {
                // Said above.
            }
        }
    }

    private static ChatServerOptions Settings(params (string Key, string Value)[] settings) => new() { Settings = settings.ToDictionary(setting => setting.Key, setting => setting.Value) };

    private static async Task<string> TemporaryAsync()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllBytesAsync(path, FileWorld.Photo);
        return path;
    }

    private static async Task<string> LeftAsync(ChatServer server, TimeProvider clock)
    {
        var folder = Path.Combine(server.Services.GetRequiredService<IConfiguration>()["Data"]!, "files", "incoming");
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "left");
        await File.WriteAllTextAsync(path, "left");
        File.SetLastWriteTimeUtc(path, clock.GetUtcNow().UtcDateTime);
        return path;
    }

    /// <summary>An upload that stops after its first bytes until it may go on.</summary>
    private sealed class SlowContent(byte[] photo) : HttpContent
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _finish = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private string _conversation = "";

        public Task Begun => _begun.Task;

        public HttpContent AsForm(string conversation)
        {
            _conversation = conversation;
            return FileWorld.AsForm(this);
        }

        public void Finish() => _finish.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"--x\r\nContent-Disposition: form-data; name=\"conversation_id\"\r\n\r\n{_conversation}\r\n--x\r\nContent-Disposition: form-data; name=\"file_type\"\r\n\r\nimage\r\n"
                + "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"photo.jpg\"\r\n\r\n"));
            await stream.WriteAsync(photo.AsMemory(0, 1000));
            await stream.FlushAsync();
            _begun.TrySetResult();
            await _finish.Task;
            await stream.WriteAsync(photo.AsMemory(1000));
            await stream.WriteAsync("\r\n--x--\r\n"u8.ToArray());
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    /// <summary>A film that is made while it is sent; every ten megabytes it looks at what memory is in use.</summary>
    private sealed class Film(int length) : HttpContent
    {
        private static readonly byte[] Head = [0, 0, 0, 24, .. "ftypisom"u8];

        public List<long> Samples { get; } = [];

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var block = new byte[64 * 1024];
            Head.CopyTo(block, 0);
            for (var sent = 0; sent < length; sent += block.Length)
            {
                if (sent % (10 * Megabyte) == 0)
                    Samples.Add(GC.GetTotalMemory(forceFullCollection: true));
                await stream.WriteAsync(block);
            }

            Samples.Add(GC.GetTotalMemory(forceFullCollection: true));
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            return true;
        }
    }
}
