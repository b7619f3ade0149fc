using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using OrleansChat.Grains.Interfaces.Files;
using OrleansChat.Testing;
using OrleansChat.WebFront.Contracts.Messenger;
using OrleansChat.WebFront.Files;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger.Files;

public sealed class MessengerDownloadTests(ChatServerFixture fixture) : IAsyncLifetime
{
    private readonly ChatServer _server = fixture.Server;
    private FileWorld _world = null!;
    private string _id = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await FileWorld.CreateAsync(_server);
        _id = await _world.ShareAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Members_download_what_was_uploaded_to_save_it()
    {
        foreach (var user in new[] { _world.Ann, _world.Bob })
        {
            var (response, bytes) = await _world.DownloadAsync(user, $"files/{_id}");

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(FileWorld.Photo, bytes);
            Assert.Equal("image/jpeg", response.Content.Headers.ContentType?.ToString());
            Assert.Equal("attachment; filename=\"photo.jpg\"", response.Content.Headers.GetValues("Content-Disposition").Single());
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("default-src 'none'; sandbox", response.Headers.GetValues("Content-Security-Policy").Single());
            Assert.Equal("no-cache, private", response.Headers.CacheControl?.ToString());
            Assert.Equal("bytes", response.Headers.AcceptRanges.Single());
        }
    }

    [Fact]
    public async Task Nobody_else_learns_that_it_is_there()
    {
        var stranger = await MessengerUser.RegisterAsync(_server);
        foreach (var path in new[] { $"files/{_id}", $"files/{_id}/thumbnail" })
            (await stranger.GetAsync(path)).Fails(404, "NOT_FOUND", "File not found");
        (await stranger.GetAsync($"files/{MessengerId.OfFile(Guid.NewGuid())}")).Fails(404, "NOT_FOUND", "File not found");
        (await _world.Ann.GetAsync("files/file_nonsense")).Fails(404, "NOT_FOUND", "File not found");
    }

    [Theory]
    [InlineData("bytes=0-9", 0, 10)]
    [InlineData("bytes=100-", 100, -1)]
    [InlineData("bytes=-50", -50, 50)]
    public async Task A_range_is_sent_alone(string range, int from, int length)
    {
        var start = from < 0 ? FileWorld.Photo.Length + from : from;
        var end = length < 0 ? FileWorld.Photo.Length : start + length;

        var (response, bytes) = await _world.DownloadAsync(_world.Bob, $"files/{_id}", null, ("Range", range));

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal($"bytes {start}-{end - 1}/{FileWorld.Photo.Length}", response.Content.Headers.ContentRange?.ToString());
        Assert.Equal(FileWorld.Photo[start..end], bytes);
    }

    [Fact]
    public async Task A_range_that_is_not_there_is_refused()
    {
        var answer = await _world.Bob.SendAsync(HttpMethod.Get, $"files/{_id}", null, ("Range", "bytes=999999999-"));
        answer.Fails(416, "RANGE_NOT_SATISFIABLE");
        Assert.Equal($"bytes */{FileWorld.Photo.Length}", answer.Headers["Content-Range"]);
        Assert.False(answer.Headers.ContainsKey("Content-Disposition"));
    }

    [Fact]
    public async Task What_was_had_before_is_not_sent_again()
    {
        var tag = (await _world.DownloadAsync(_world.Bob, $"files/{_id}")).Response.Headers.ETag!.ToString();

        var (same, nothing) = await _world.DownloadAsync(_world.Bob, $"files/{_id}", null, ("If-None-Match", tag));
        Assert.Equal((HttpStatusCode.NotModified, 0), (same.StatusCode, nothing.Length));
        var (changed, bytes) = await _world.DownloadAsync(_world.Bob, $"files/{_id}", null, ("If-None-Match", "\"other\""));
        Assert.Equal((HttpStatusCode.OK, FileWorld.Photo.Length), (changed.StatusCode, bytes.Length));
        var (continued, _) = await _world.DownloadAsync(_world.Bob, $"files/{_id}", null, ("If-Range", "\"other\""), ("Range", "bytes=0-9"));
        Assert.Equal(HttpStatusCode.OK, continued.StatusCode);
    }

    [Fact]
    public async Task Head_tells_all_but_the_bytes()
    {
        var (response, bytes) = await _world.DownloadAsync(_world.Bob, $"files/{_id}", HttpMethod.Head);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(bytes);
        Assert.Equal(FileWorld.Photo.Length, response.Content.Headers.ContentLength);
        Assert.NotNull(response.Headers.ETag);
    }

    [Fact]
    public async Task The_thumbnail_is_a_small_jpeg()
    {
        Installed.Require("ffmpeg");

        var (response, bytes) = await _world.DownloadAsync(_world.Bob, $"files/{_id}/thumbnail");

        Assert.Equal("image/jpeg", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(new ImageSize(320, 180), ImageSize.Read(bytes, "image/jpeg"));
        Assert.NotEqual((await _world.DownloadAsync(_world.Bob, $"files/{_id}")).Response.Headers.ETag, response.Headers.ETag);
    }

    [Fact]
    public async Task A_name_that_ascii_cannot_spell_is_told_both_ways()
    {
        var id = (await _world.UploadAsync("hello"u8.ToArray(), "Ảnh đẹp.txt", "document")).Created().Data.GetProperty("file_id").GetString();

        var disposition = (await _world.DownloadAsync(_world.Bob, $"files/{id}")).Response.Content.Headers.GetValues("Content-Disposition").Single();

        Assert.Equal("attachment; filename=\"_nh __p.txt\"; filename*=UTF-8''%E1%BA%A2nh%20%C4%91%E1%BA%B9p.txt", disposition);
    }

    [Fact]
    public async Task A_file_expires_by_the_clock_and_its_bytes_are_swept()
    {
        var clock = new ManualTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await ChatServer.StartAsync(new ChatServerOptions { Clock = clock });
        var world = await FileWorld.CreateAsync(server);
        var id = await world.ShareAsync();
        Assert.NotEmpty(Blobs(server));

        clock.Jump(FileLimits.Kept);

        var bob = await MessengerUser.SignInAsync(server, world.Bob.Email, MessengerUser.Password);
        (await bob.GetAsync($"files/{id}")).Fails(404, "NOT_FOUND", "File not found");
        await Eventually.HoldsAsync(async () =>
        {
            // The sweeper's own timer has ticked; should its round have failed, the next one does it.
            clock.Jump(TimeSpan.FromMinutes(5));
            return !Blobs(server).Any() && (await server.Services.GetRequiredService<IGrainFactory>().GetGrain<IFileLookupGrain>(0).ExpiredAsync(100)).IsEmpty;
        });
    }

    [Fact]
    public async Task A_front_without_a_shared_store_names_the_setting()
    {
        await using var server = await ChatServer.StartAsync(new ChatServerOptions { Configure = builder => builder.Services.AddSingleton<IFileStore, NoFileStore>() });
        var world = await FileWorld.CreateAsync(server);
        (await world.UploadAsync(FileWorld.Photo)).Fails(503, "SERVICE_UNAVAILABLE", "This server is not configured for it: Files:Shared");
    }

    private static IEnumerable<string> Blobs(ChatServer server)
        => Directory.EnumerateFiles(Path.Combine(server.Services.GetRequiredService<Microsoft.Extensions.Configuration.IConfiguration>()["Data"]!, "files"), "*", SearchOption.AllDirectories);
}
