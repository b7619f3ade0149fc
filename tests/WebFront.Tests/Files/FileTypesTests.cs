using System.Text;
using OrleansChat.Grains.Interfaces.Files;
using OrleansChat.WebFront.Files;

namespace OrleansChat.WebFront.Tests.Files;

public sealed class FileTypesTests
{
    /// <summary>First bytes in hex, a name, and what they are.</summary>
    public static readonly TheoryData<string, string, string, FileCategory> Known = new()
    {
        { "89504E470D0A1A0A0000000D49484452", "a", "image/png", FileCategory.Image },
        { "FFD8FFE000104A464946", "a", "image/jpeg", FileCategory.Image },
        { Hex("GIF89a......"), "a", "image/gif", FileCategory.Image },
        { Hex("RIFF....WEBPVP8 "), "a", "image/webp", FileCategory.Image },
        { "424D3600000000000000360000002800000001000000010000000100", "a", "image/bmp", FileCategory.Image },
        { "00000018" + Hex("ftypheic"), "a", "image/heic", FileCategory.Image },
        { "00000018" + Hex("ftypavif"), "a", "image/avif", FileCategory.Image },
        { "00000018" + Hex("ftypisom"), "a", "video/mp4", FileCategory.Video },
        { "00000018" + Hex("ftypmp42"), "a", "video/mp4", FileCategory.Video },
        { "00000014" + Hex("ftypqt  "), "a", "video/quicktime", FileCategory.Video },
        { "00000018" + Hex("ftyp3gp4"), "a", "video/3gpp", FileCategory.Video },
        { "1A45DFA3A34286810142F7", "a", "video/webm", FileCategory.Video },
        { Hex("RIFF....AVI LIST"), "a", "video/x-msvideo", FileCategory.Video },
        { "000001BA44000400", "a", "video/mpeg", FileCategory.Video },
        { Hex("OggS") + new string('0', 48) + "80" + Hex("theora."), "a", "video/ogg", FileCategory.Video },
        { Hex("OggS") + new string('0', 48) + "01" + Hex("vorbis."), "a", "audio/ogg", FileCategory.Audio },
        { "00000018" + Hex("ftypM4A "), "a", "audio/mp4", FileCategory.Audio },
        { Hex("ID3....."), "a", "audio/mpeg", FileCategory.Audio },
        { "FFFB9064", "a", "audio/mpeg", FileCategory.Audio },
        { "FFF15080", "a", "audio/aac", FileCategory.Audio },
        { Hex("fLaC...."), "a", "audio/flac", FileCategory.Audio },
        { Hex("#!AMR\n"), "a", "audio/amr", FileCategory.Audio },
        { Hex("RIFF....WAVEfmt "), "a", "audio/wav", FileCategory.Audio },
        { Hex("%PDF-1.7"), "a.jpg", "application/pdf", FileCategory.Document },
        { "504B0304140000", "a.zip", "application/zip", FileCategory.Document },
        { "504B0304140000", "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", FileCategory.Document },
        { "504B0304140000", "a.html", "application/zip", FileCategory.Document },
        { "D0CF11E0A1B11AE1", "a.doc", "application/msword", FileCategory.Document },
        { "1F8B08", "a", "application/gzip", FileCategory.Document },
        { Hex("Hello!"), "a.txt", "text/plain", FileCategory.Document },
        { Hex("a,b"), "a.csv", "text/csv", FileCategory.Document },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void Types_are_told_by_their_first_bytes(string hex, string name, string mime, FileCategory category)
    {
        var type = FileTypes.Of(Convert.FromHexString(hex), name);
        Assert.Equal((mime, category), (type.Mime, type.Category));
    }

    [Theory]
    [InlineData("<html><script>alert(1)</script>", "page.html")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "picture.svg")]
    [InlineData("alert(1)", "script.js")]
    [InlineData("\u007fELF", "photo.jpg")]
    [InlineData("#!/bin/sh", "script.sh")]
    [InlineData("\0\u0001\u0002", "notes.txt")]
    public void What_a_browser_would_run_and_what_nobody_knows_is_bytes(string content, string name)
        => Assert.Equal(new FileType("application/octet-stream", FileCategory.Document), FileTypes.Of(Encoding.UTF8.GetBytes(content), name));

    [Fact]
    public void Text_may_be_cut_within_a_character_but_not_broken()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("ả", 300))).AsSpan(0, FileTypes.Head);
        Assert.Equal("text/plain", FileTypes.Of(text, "a.txt").Mime);
        Assert.Equal("application/octet-stream", FileTypes.Of([(byte)'a', 0xFF, (byte)'b'], "a.txt").Mime);
        Assert.Equal("application/octet-stream", FileTypes.Of([(byte)'a', 0xE1, 0xBA], "a.txt").Mime);
    }

    [Fact]
    public void Containers_may_hold_nothing_but_sound()
    {
        var mp4 = FileTypes.Of(Convert.FromHexString("00000018" + Hex("ftypisom")), "voice.m4a");
        Assert.True(mp4.Is(FileCategory.Audio));
        Assert.Equal(new FileType("audio/mp4", FileCategory.Audio), mp4.As(FileCategory.Audio));
        Assert.Equal("video/mp4", mp4.As(FileCategory.Video).Mime);
        Assert.False(mp4.Is(FileCategory.Image));
        Assert.False(FileTypes.Of(Convert.FromHexString("FFD8FFE0"), "a").Is(FileCategory.Audio));
    }

    [Fact]
    public void No_bytes_are_too_few_or_too_strange()
    {
        var random = new Random(1);
        foreach (var (hex, name, _, _) in Known.Select(row => row.Data))
        {
            var bytes = Convert.FromHexString(hex);
            for (var length = 0; length < bytes.Length; length++)
                FileTypes.Of(bytes.AsSpan(0, length), name);
        }

        for (var round = 0; round < 10_000; round++)
        {
            var bytes = new byte[random.Next(64)];
            random.NextBytes(bytes);
            FileTypes.Of(bytes, "a.txt");
        }
    }

    private static string Hex(string ascii) => Convert.ToHexString(Encoding.ASCII.GetBytes(ascii));
}
