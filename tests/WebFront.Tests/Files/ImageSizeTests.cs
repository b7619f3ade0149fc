using System.Buffers.Binary;
using OrleansChat.WebFront.Files;

namespace OrleansChat.WebFront.Tests.Files;

public sealed class ImageSizeTests
{
    public static readonly TheoryData<string, string, int, int> Headers = new()
    {
        { "image/png", "89504E470D0A1A0A0000000D494844520000028000000168", 640, 360 },
        { "image/gif", "474946383961800268010000", 640, 360 },
        { "image/bmp", "424D36000000000000003600000028000000800200006801000001001800", 640, 360 },
        { "image/bmp", "424D3600000000000000360000002800000080020000" + "98FEFFFF" + "01001800", 640, 360 },
        { "image/bmp", "424D1A000000000000001A0000000C000000800268010100" + "1800", 640, 360 },
        { "image/webp", "5249464600000000574542505650382000000000" + "300100" + "9D012A" + "80026801", 640, 360 },
        { "image/webp", "524946460000000057454250565038580A000000" + "00000000" + "7F0200" + "670100", 640, 360 },
        { "image/webp", "52494646000000005745425056503" + "84C0A000000" + "2F" + "7FC25900" + "0000000000", 640, 360 },

        // SOI, APP0, a comment with bytes that look like markers, a Huffman table, fill bytes, SOF2.
        { "image/jpeg", "FFD8" + "FFE000104A46494600010100000100010000" + "FFFE0006FFC0FFC2" + "FFC4000400AA" + "FFFF" + "FFC2001108016802800301", 640, 360 },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void Dimensions_are_read_from_the_header(string mime, string hex, int width, int height)
    {
        Assert.True(ImageSize.Knows(mime));
        Assert.Equal(new ImageSize(width, height), ImageSize.Read(Convert.FromHexString(hex), mime));
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public void A_header_that_is_cut_is_broken_and_nothing_worse(string mime, string hex, int width, int height)
    {
        var bytes = Convert.FromHexString(hex);
        for (var length = 0; length < bytes.Length; length++)
        {
            if (ImageSize.Read(bytes.AsSpan(0, length), mime) is { } size)
                Assert.Equal(new ImageSize(width, height), size);
        }

        var random = new Random(1);
        for (var round = 0; round < 10_000; round++)
        {
            var broken = (byte[])bytes.Clone();
            broken[random.Next(broken.Length)] = (byte)random.Next(256);
            ImageSize.Read(broken, mime);
        }
    }

    [Theory]
    [InlineData("FFD8FFD9")]
    [InlineData("FFD8FFDA000C03010002")]
    [InlineData("FFD8FFE00000FFE00000FFE00000FFE0")]
    [InlineData("FFD80000")]
    public void A_jpeg_without_a_frame_has_no_dimensions(string hex) => Assert.Null(ImageSize.Read(Convert.FromHexString(hex), "image/jpeg"));

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(7_000, 7_000, true)]
    [InlineData(16_384, 3_000, true)]
    [InlineData(7_100, 7_100, false)]
    [InlineData(16_385, 1, false)]
    [InlineData(0, 5, false)]
    [InlineData(int.MaxValue, int.MaxValue, false)]
    public void What_claims_to_be_huge_is_not_sane(int width, int height, bool sane) => Assert.Equal(sane, new ImageSize(width, height).IsSane);

    [Fact]
    public void What_no_number_of_ours_can_hold_is_huge()
    {
        var png = Convert.FromHexString("89504E470D0A1A0A0000000D494844520000028000000168");
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(16), uint.MaxValue);
        Assert.Equal(new ImageSize(int.MaxValue, 360), ImageSize.Read(png, "image/png"));
    }
}
