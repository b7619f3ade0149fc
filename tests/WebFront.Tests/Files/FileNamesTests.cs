using OrleansChat.WebFront.Files;

namespace OrleansChat.WebFront.Tests.Files;

public sealed class FileNamesTests
{
    [Theory]
    [InlineData("photo.jpg", "photo.jpg")]
    [InlineData("/etc/passwd", "passwd")]
    [InlineData("../../..\\windows\\system.ini", "system.ini")]
    [InlineData("folder/", "file")]
    [InlineData("..", "file")]
    [InlineData("", "file")]
    [InlineData(null, "file")]
    [InlineData("a\r\nSet-Cookie: b\0.txt", "aSet-Cookie: b.txt")]
    [InlineData("invoice\u202Egnp.exe", "invoicegnp.exe")]
    [InlineData("\u2066x\u2069.png", "x.png")]
    [InlineData(" .hidden. ", "hidden")]
    [InlineData("half\uD83D.png", "half.png")]
    [InlineData("👨‍👩‍👧 Ảnh.png", "👨‍👩‍👧 Ảnh.png")]
    public void A_name_is_never_a_path_and_shows_all_that_it_is(string? given, string kept) => Assert.Equal(kept, FileNames.Clean(given));

    [Fact]
    public void A_long_name_keeps_its_extension()
    {
        Assert.Equal($"{new string('a', 250)}.jpeg", FileNames.Clean($"{new string('a', 300)}.jpeg"));
        Assert.Equal(new string('a', 255), FileNames.Clean($"{new string('a', 300)}.{new string('b', 30)}"));
        Assert.Equal($"{string.Concat(Enumerable.Repeat("😀", 125))}.jpg", FileNames.Clean($"{string.Concat(Enumerable.Repeat("😀", 200))}.jpg"));
    }

    [Theory]
    [InlineData("photo.jpg", "attachment; filename=\"photo.jpg\"")]
    [InlineData("my photo.jpg", "attachment; filename=\"my photo.jpg\"")]
    [InlineData("a\"; filename=\"b.exe", "attachment; filename=\"a_; filename=_b.exe\"; filename*=UTF-8''a%22%3B%20filename%3D%22b.exe")]
    [InlineData("Ảnh.png", "attachment; filename=\"_nh.png\"; filename*=UTF-8''%E1%BA%A2nh.png")]
    public void A_name_is_told_so_that_no_client_reads_another(string name, string header) => Assert.Equal(header, FileNames.Disposition(name));
}
