using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansChat.Grains.Interfaces.Files;
using OrleansChat.WebFront.Processes;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger.Files;

public sealed class MessengerUploadTests(ChatServerFixture fixture) : IAsyncLifetime
{
    private static readonly byte[] Png = Convert.FromHexString("89504E470D0A1A0A0000000D49484452000002800000016808060000");
    private readonly ChatServer _server = fixture.Server;
    private FileWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await FileWorld.CreateAsync(_server);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_photo_is_shared_as_the_document_shows()
    {
        Installed.Require("ffmpeg");

        var answer = (await _world.UploadAsync(FileWorld.Photo, mime: "image/jpeg")).Created();

        answer.Matches("post-files-upload", "sha256", "width", "height");
        var file = answer.Data;
        Assert.Equal(("photo.jpg", FileWorld.Photo.Length, "image/jpeg"), (Text(file, "file_name"), file.GetProperty("file_size").GetInt32(), Text(file, "mime_type")));
        Assert.Equal((640, 360), (file.GetProperty("width").GetInt32(), file.GetProperty("height").GetInt32()));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(FileWorld.Photo)), Text(file, "sha256"));
        Assert.Equal(new Uri(_server.Urls["messenger"], $"/v1/files/{Text(file, "file_id")}").ToString(), Text(file, "file_url"));
        Assert.Equal($"{Text(file, "file_url")}/thumbnail", Text(file, "thumbnail_url"));
        Assert.Equal($"../files/{Text(file, "file_id")}", answer.Headers["Location"]);
        var expires = DateTimeOffset.Parse(Text(file, "expires_at"), CultureInfo.InvariantCulture) - TimeProvider.System.GetUtcNow();
        Assert.InRange(expires, FileLimits.Kept - TimeSpan.FromMinutes(5), FileLimits.Kept);
    }

    [Fact]
    public async Task Parts_may_come_in_any_order_and_others_are_passed_over()
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("image"), "file_type" },
            { new StringContent("more"), "comment" },
            { new StringContent(_world.Conversation), "conversation_id" },
            { new ByteArrayContent(FileWorld.Photo), "file", "photo.jpg" },
        };
        (await _world.Ann.PostAsync("files/upload", form)).Created();
    }

    [Fact]
    public async Task On_another_port_the_urls_name_the_contract()
    {
        var answer = await _server.SendAsync(HttpMethod.Post, new Uri(_server.Url, "/messenger/v1/files/upload"), FileWorld.Form(FileWorld.Photo, _world.Conversation), _world.Ann.AccessToken);
        Assert.StartsWith($"{_server.Url}messenger/v1/files/file_", Text(answer.Created().Data, "file_url"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("video")]
    [InlineData("audio")]
    [InlineData("document")]
    public async Task A_photo_is_nothing_else(string type) => (await _world.UploadAsync(FileWorld.Photo, type: type)).FailsFor("file_type");

    [Theory]
    [InlineData("image", "photo.jpg", "<html><script>alert(1)</script></html>")]
    [InlineData("image", "photo.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")]
    [InlineData("video", "movie.mp4", "MZ this is a program")]
    [InlineData("audio", "song.mp3", "%PDF-1.7")]
    public async Task What_is_no_picture_film_or_sound_is_not_taken_for_one(string type, string name, string content)
        => (await _world.UploadAsync(Encoding.UTF8.GetBytes(content), name, type)).FailsFor("file_type");

    [Fact]
    public async Task What_its_part_says_has_to_fit_as_well()
    {
        (await _world.UploadAsync(FileWorld.Photo, mime: "video/mp4")).FailsFor("file");
        (await _world.UploadAsync("%PDF-1.7"u8.ToArray(), "a.pdf", "document", "image/png")).FailsFor("file");
        (await _world.UploadAsync(FileWorld.Photo, mime: "image/png")).Created();
        (await _world.UploadAsync(FileWorld.Photo, mime: "application/octet-stream")).Created();
    }

    [Theory]
    [InlineData("notes.txt", "hello", "text/plain")]
    [InlineData("page.html", "<html><script>alert(1)</script></html>", "application/octet-stream")]
    [InlineData("picture.svg", "<svg onload='alert(1)'/>", "application/octet-stream")]
    [InlineData("run.js", "alert(1)", "application/octet-stream")]
    public async Task Documents_are_plain_bytes_unless_they_are_harmless(string name, string content, string mime)
    {
        var file = (await _world.UploadAsync(Encoding.UTF8.GetBytes(content), name, "document")).Created().Data;

        Assert.Equal(mime, Text(file, "mime_type"));
        Assert.Equal(JsonValueKind.Null, file.GetProperty("thumbnail_url").ValueKind);
        Assert.Equal(JsonValueKind.Null, file.GetProperty("width").ValueKind);
    }

    [Fact]
    public async Task A_path_in_the_name_leads_nowhere()
    {
        var folder = _server.Services.GetRequiredService<IConfiguration>()["Data"]!;
        foreach (var name in new[] { "../../../evil.jpg", "..\\..\\evil.jpg", "/tmp/evil.jpg", "C:\\evil.jpg" })
            Assert.Equal("evil.jpg", Text((await _world.UploadAsync(FileWorld.Photo, name)).Created().Data, "file_name"));

        Assert.Empty(Directory.EnumerateFiles(Directory.GetParent(folder)!.FullName, "evil*"));
        Assert.DoesNotContain(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories), file => file.Contains("evil", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_picture_that_claims_to_be_huge_is_never_unpacked()
    {
        var bomb = (byte[])Png.Clone();
        BinaryPrimitives.WriteInt32BigEndian(bomb.AsSpan(16), 60_000);
        BinaryPrimitives.WriteInt32BigEndian(bomb.AsSpan(20), 60_000);
        (await _world.UploadAsync(bomb, "bomb.png")).FailsFor("file");
        (await _world.UploadAsync(Png[..20], "cut.png")).FailsFor("file");
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task A_picture_that_cannot_be_drawn_has_no_thumbnail()
    {
        var file = (await _world.UploadAsync(Png, "broken.png")).Created().Data;
        Assert.Equal(JsonValueKind.Null, file.GetProperty("thumbnail_url").ValueKind);
        Assert.Equal(640, file.GetProperty("width").GetInt32());
        (await _world.Bob.GetAsync($"files/{Text(file, "file_id")}/thumbnail")).Fails(404, "NOT_FOUND", "File not found");
    }

    [Fact]
    public async Task A_file_that_is_larger_than_its_type_may_be_is_refused()
    {
        var large = new byte[FileLimits.Bytes(FileCategory.Image) + 1];
        FileWorld.Photo.CopyTo(large, 0);
        (await _world.UploadAsync(large)).Fails(413, "PAYLOAD_TOO_LARGE");
        await AssertNothingIsLeftAsync();

        (await _world.UploadAsync(large[..^1])).Created();
    }

    [Fact]
    public async Task A_body_longer_than_any_file_is_refused_before_it_is_read()
    {
        using var content = new EndlessContent((200 * 1024 * 1024) + (1024 * 1024));
        var answer = await Record.ExceptionAsync(async () =>
            (await _world.Ann.PostAsync("files/upload", FileWorld.AsForm(content))).Fails(413, "PAYLOAD_TOO_LARGE"));

        // The server may close the connection while the client still writes.
        Assert.True(answer is null or HttpRequestException, $"{answer}");
        Assert.True(content.Written < 100 * 1024 * 1024, $"{content.Written} bytes were written.");
    }

    [Fact]
    public async Task A_body_that_ends_early_leaves_nothing()
    {
        (await _world.Ann.PostAsync("files/upload", FileWorld.Raw(
            $"--x\r\nContent-Disposition: form-data; name=\"conversation_id\"\r\n\r\n{_world.Conversation}\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhalf of it")))
            .Fails(400, "VALIDATION_ERROR");
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task A_client_that_hangs_up_leaves_nothing()
    {
        using var content = FileWorld.AsForm(new BreakingContent(
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n", 1024 * 1024));
        await Assert.ThrowsAsync<HttpRequestException>(() => _world.Ann.PostAsync("files/upload", content));
        await AssertNothingIsLeftAsync();
    }

    [Theory]
    [InlineData("--x--\r\n", "file")]
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"file_type\"\r\n\r\nhologram\r\n--x--\r\n", "file_type")]
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"file_type\"\r\n\r\nimage\r\n--x\r\nContent-Disposition: form-data; name=\"file_type\"\r\n\r\nimage\r\n--x--\r\n", "file_type")]
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n\r\n--x--\r\n", "file")]
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\na\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b.txt\"\r\n\r\nb\r\n--x--\r\n", "file")]
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\na\r\n--x--\r\n", "conversation_id")]
    public async Task What_is_wrong_with_a_form_is_told(string form, string field) => (await _world.Ann.PostAsync("files/upload", FileWorld.Raw(form))).FailsFor(field);

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("--x\r\n\r\na\r\n--x--\r\n")]
    [InlineData("--x\r\nContent-Disposition: attachment; name=\"file\"\r\n\r\na\r\n--x--\r\n")]
    [InlineData("--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--\r\n")]
    [InlineData("--x\r\nno header at all\r\n\r\na\r\n--x--\r\n")]
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"file\"\r\n")]
    public async Task What_is_no_form_is_refused(string form) => (await _world.Ann.PostAsync("files/upload", FileWorld.Raw(form))).Fails(400, "VALIDATION_ERROR");

    [Fact]
    public async Task Too_many_or_too_large_parts_and_headers_are_refused()
    {
        const string Part = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\na\r\n";
        (await _world.Ann.PostAsync("files/upload", FileWorld.Raw(string.Concat(Enumerable.Repeat(Part, 9)) + "--x--\r\n"))).Fails(400, "VALIDATION_ERROR");
        (await _world.Ann.PostAsync("files/upload", FileWorld.Raw($"--x\r\nContent-Disposition: form-data; name=\"{new string('n', 10_000)}\"\r\n\r\na\r\n--x--\r\n"))).Fails(400, "VALIDATION_ERROR");
        (await _world.Ann.PostAsync("files/upload", FileWorld.Raw($"--x\r\nContent-Disposition: form-data; name=\"file_type\"\r\n\r\n{new string('v', 300)}\r\n--x--\r\n"))).FailsFor("file_type");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("multipart/mixed; boundary=x")]
    [InlineData("nonsense")]
    public async Task Another_content_type_is_refused(string type)
    {
        using var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        (await _world.Ann.PostAsync("files/upload", content)).Fails(415, "UNSUPPORTED_MEDIA_TYPE");
    }

    [Fact]
    public async Task A_form_without_a_usable_boundary_is_refused()
    {
        foreach (var type in new[] { "multipart/form-data", $"multipart/form-data; boundary={new string('b', 71)}" })
        {
            using var content = new ByteArrayContent("--x--"u8.ToArray());
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            (await _world.Ann.PostAsync("files/upload", content)).Fails(400, "VALIDATION_ERROR");
        }
    }

    [Fact]
    public async Task Only_members_share_in_a_conversation()
    {
        var stranger = await MessengerUser.RegisterAsync(_server);
        (await stranger.PostAsync("files/upload", FileWorld.Form(FileWorld.Photo, _world.Conversation))).Fails(404, "NOT_FOUND", "Conversation not found");
        using var form = new MultipartFormDataContent { { new StringContent("conv_nonsense"), "conversation_id" } };
        (await _world.Ann.PostAsync("files/upload", form)).Fails(404, "NOT_FOUND", "Conversation not found");
    }

    [Fact]
    public async Task Without_ffmpeg_there_are_no_thumbnails_but_dimensions()
    {
        await using var server = await ChatServer.StartAsync(new ChatServerOptions { Configure = builder => builder.Services.AddSingleton(new InstalledPrograms("")) });
        var file = (await (await FileWorld.CreateAsync(server)).UploadAsync(FileWorld.Photo)).Created().Data;
        Assert.Equal(JsonValueKind.Null, file.GetProperty("thumbnail_url").ValueKind);
        Assert.Equal((640, 360), (file.GetProperty("width").GetInt32(), file.GetProperty("height").GetInt32()));
    }

    private static string Text(JsonElement file, string name) => file.GetProperty(name).GetString()!;

    /// <summary>Others that share the server may be uploading, but not all the time.</summary>
    private Task AssertNothingIsLeftAsync()
    {
        var folder = _server.Services.GetRequiredService<IConfiguration>()["Data"]!;
        return Eventually.HoldsAsync(() => Task.FromResult(!Directory.EnumerateFiles(Path.Combine(folder, "files", "incoming")).Any()));
    }

    /// <summary>A body that says how long it is and goes on for as long.</summary>
    private sealed class EndlessContent(long length) : HttpContent
    {
        public long Written { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var block = new byte[64 * 1024];
            for (; Written < length; Written += block.Length)
                await stream.WriteAsync(block);
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            return true;
        }
    }

    /// <summary>A body that breaks off.</summary>
    private sealed class BreakingContent(string begin, int length) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(begin));
            await stream.WriteAsync(new byte[length]);
            await stream.FlushAsync();
            throw new IOException("The client hangs up.");
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = 0;
            return false;
        }
    }
}
