using System.Buffers.Binary;

namespace OrleansChat.WebFront.Files;

/// <summary>How large a picture is, in pixels, as its header says: nothing is unpacked to find out.</summary>
internal readonly record struct ImageSize(int Width, int Height)
{
    /// <summary>How much of a file is looked at: what cameras put in front of a JPEG's dimensions is shorter.</summary>
    public const int Head = 512 * 1024;

    private const int LongestSide = 16_384;
    private const long MostPixels = 50_000_000;

    /// <summary>Whether it may be unpacked: some kilobytes may claim to be gigabytes of pixels.</summary>
    public bool IsSane => Width is > 0 and <= LongestSide && Height is > 0 and <= LongestSide && (long)Width * Height <= MostPixels;

    /// <summary>Whether the dimensions of pictures of a type can be told at all.</summary>
    public static bool Knows(string mime) => mime is "image/png" or "image/jpeg" or "image/gif" or "image/webp" or "image/bmp";

    /// <summary>The dimensions; null when the header is broken.</summary>
    /// <param name="head">The first bytes: <see cref="Head"/>, or all of a smaller file.</param>
    /// <param name="mime">Their type, which <see cref="Knows"/> knows.</param>
    public static ImageSize? Read(ReadOnlySpan<byte> head, string mime) => mime switch
    {
        "image/png" => Png(head),
        "image/jpeg" => Jpeg(head),
        "image/gif" => Gif(head),
        "image/webp" => WebP(head),
        "image/bmp" => Bmp(head),
        _ => null,
    };

    private static ImageSize? Png(ReadOnlySpan<byte> head) => head.Length >= 24 && head[12..16].SequenceEqual("IHDR"u8)
        ? Of(BinaryPrimitives.ReadUInt32BigEndian(head[16..]), BinaryPrimitives.ReadUInt32BigEndian(head[20..]))
        : null;

    private static ImageSize? Gif(ReadOnlySpan<byte> head) => head.Length >= 10
        ? Of(BinaryPrimitives.ReadUInt16LittleEndian(head[6..]), BinaryPrimitives.ReadUInt16LittleEndian(head[8..]))
        : null;

    /// <summary>The first frame header (SOF0 to SOF15 but for DHT, JPG and DAC) among the segments in front of the picture.</summary>
    private static ImageSize? Jpeg(ReadOnlySpan<byte> head)
    {
        var at = 2;
        while (at + 9 <= head.Length && head[at] == 0xFF)
        {
            var marker = head[at + 1];
            if (marker == 0xFF)
            {
                at++; // Fill.
                continue;
            }

            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return Of(BinaryPrimitives.ReadUInt16BigEndian(head[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(head[(at + 5)..]));
            if (marker is 0xD9 or 0xDA)
                return null;
            at += marker is 0x01 or (>= 0xD0 and <= 0xD8) ? 2 : 2 + BinaryPrimitives.ReadUInt16BigEndian(head[(at + 2)..]);
        }

        return null;
    }

    private static ImageSize? WebP(ReadOnlySpan<byte> head)
    {
        if (head.Length < 30)
            return null;
        var kind = head[12..16];
        if (kind.SequenceEqual("VP8X"u8))
            return Of(UInt24(head[24..]) + 1, UInt24(head[27..]) + 1);
        if (kind.SequenceEqual("VP8L"u8) && head[20] == 0x2F)
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(head[21..]);
            return Of((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1);
        }

        return kind.SequenceEqual("VP8 "u8) && head[23] == 0x9D && head[24] == 0x01 && head[25] == 0x2A
            ? Of((uint)BinaryPrimitives.ReadUInt16LittleEndian(head[26..]) & 0x3FFF, (uint)BinaryPrimitives.ReadUInt16LittleEndian(head[28..]) & 0x3FFF)
            : null;
    }

    /// <summary>The height is negative when the picture stands upside down.</summary>
    private static ImageSize? Bmp(ReadOnlySpan<byte> head)
    {
        if (head.Length < 26)
            return null;
        return head[14] == 12
            ? Of(BinaryPrimitives.ReadUInt16LittleEndian(head[18..]), BinaryPrimitives.ReadUInt16LittleEndian(head[20..]))
            : Of(BinaryPrimitives.ReadUInt32LittleEndian(head[18..]), (uint)Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(head[22..])));
    }

    private static uint UInt24(ReadOnlySpan<byte> bytes) => (uint)(bytes[0] | (bytes[1] << 8) | (bytes[2] << 16));

    /// <summary>What no number of ours can hold is as large as one can be.</summary>
    private static ImageSize Of(uint width, uint height) => new((int)Math.Min(width, int.MaxValue), (int)Math.Min(height, int.MaxValue));
}
