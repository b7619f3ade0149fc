using System.Buffers.Binary;
using System.Text;
using Microsoft.AspNetCore.StaticFiles;
using OrleansChat.Grains.Interfaces.Files;

namespace OrleansChat.WebFront.Files;

/// <summary>
/// Tells types by their first bytes; a name counts only where bytes cannot tell (an office document is a ZIP archive), and never makes
/// anything of a file that a browser would run or lay out: HTML, SVG, scripts and what nobody knows are plain bytes.
/// </summary>
internal static class FileTypes
{
    /// <summary>How many of the first bytes are looked at.</summary>
    public const int Head = 512;

    /// <summary>What might be anything.</summary>
    public const string Bytes = "application/octet-stream";

    private const string Zip = "application/zip";
    private const string OldOffice = "application/x-ole-storage";

    private static readonly FileType Mp4 = new("video/mp4", FileCategory.Video, "audio/mp4");
    private static readonly FileExtensionContentTypeProvider Extensions = new();

    /// <summary>Bytes that a type begins with.</summary>
    private static readonly (byte[] Magic, FileType Type)[] Signatures =
    [
        ([0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n'], new("image/png", FileCategory.Image)),
        ([0xFF, 0xD8, 0xFF], new("image/jpeg", FileCategory.Image)),
        ([.. "GIF87a"u8], new("image/gif", FileCategory.Image)),
        ([.. "GIF89a"u8], new("image/gif", FileCategory.Image)),
        ([0x1A, 0x45, 0xDF, 0xA3], new("video/webm", FileCategory.Video, "audio/webm")),
        ([.. "OggS"u8], new("audio/ogg", FileCategory.Audio)),
        ([.. "fLaC"u8], new("audio/flac", FileCategory.Audio)),
        ([.. "ID3"u8], new("audio/mpeg", FileCategory.Audio)),
        ([.. "#!AMR"u8], new("audio/amr", FileCategory.Audio)),
        ([0x00, 0x00, 0x01, 0xBA], new("video/mpeg", FileCategory.Video)),
        ([0x00, 0x00, 0x01, 0xB3], new("video/mpeg", FileCategory.Video)),
        ([.. "%PDF-"u8], new("application/pdf", FileCategory.Document)),
        ([.. "PK\x03\x04"u8], new(Zip, FileCategory.Document)),
        ([.. "PK\x05\x06"u8], new(Zip, FileCategory.Document)),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], new(OldOffice, FileCategory.Document)),
        ([0x1F, 0x8B], new("application/gzip", FileCategory.Document)),
        ([.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], new("application/x-7z-compressed", FileCategory.Document)),
        ([.. "Rar!\x1A\x07"u8], new("application/vnd.rar", FileCategory.Document)),
        ([.. "{\\rtf"u8], new("application/rtf", FileCategory.Document)),
    ];

    /// <summary>Text that is nothing but text, by extension.</summary>
    private static readonly Dictionary<string, string> Texts = new(StringComparer.OrdinalIgnoreCase)
    {
        [".txt"] = "text/plain",
        [".text"] = "text/plain",
        [".log"] = "text/plain",
        [".md"] = "text/markdown",
        [".csv"] = "text/csv",
        [".json"] = "application/json",
    };

    /// <summary>Office documents and books, which are ZIP archives or, of old, compound files.</summary>
    private static readonly HashSet<string> Offices = new(StringComparer.OrdinalIgnoreCase)
    {
        ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".epub", ".doc", ".xls", ".ppt",
    };

    /// <summary>The type of a file.</summary>
    /// <param name="head">Its first bytes: <see cref="Head"/>, or all of a smaller file.</param>
    /// <param name="name">Its name.</param>
    public static FileType Of(ReadOnlySpan<byte> head, string name)
    {
        if (Container(head) is { } container)
            return container;
        foreach (var (magic, type) in Signatures)
        {
            if (head.StartsWith(magic))
                return type.Mime is Zip or OldOffice ? Office(type, name) : type;
        }

        return new FileType(IsText(head) && Texts.TryGetValue(Path.GetExtension(name), out var text) ? text : Bytes, FileCategory.Document);
    }

    /// <summary>What sound of a type is called by, with the dot.</summary>
    public static string Extension(FileType sound) => sound.Mime switch
    {
        "audio/mpeg" => ".mp3",
        "audio/mp4" => ".m4a",
        "audio/3gpp" => ".3gp",
        _ => $".{sound.Mime.Split('/')[1]}",
    };

    /// <summary>Types that say what they are some bytes after their beginning.</summary>
    private static FileType? Container(ReadOnlySpan<byte> head)
    {
        if (head.Length >= 12 && head.StartsWith("RIFF"u8))
        {
            var kind = head[8..12];
            return kind.SequenceEqual("WEBP"u8) ? new("image/webp", FileCategory.Image)
                : kind.SequenceEqual("WAVE"u8) ? new("audio/wav", FileCategory.Audio)
                : kind.SequenceEqual("AVI "u8) ? new("video/x-msvideo", FileCategory.Video)
                : null;
        }

        if (head.Length >= 12 && head[4..8].SequenceEqual("ftyp"u8))
            return Iso(head[8..12]);
        if (head.Length >= 26 && head.StartsWith("BM"u8) && BinaryPrimitives.ReadInt32LittleEndian(head[6..]) == 0 && head[14] is 12 or 40 or 52 or 56 or 64 or 108 or 124)
            return new("image/bmp", FileCategory.Image);
        if (head.StartsWith("OggS"u8) && head.Length >= 36 && head[28] == 0x80 && head[29..].StartsWith("theora"u8))
            return new("video/ogg", FileCategory.Video);
        return head.Length >= 4 && head[0] == 0xFF ? Frames(head) : null;
    }

    /// <summary>Sound without a header of its own, by its first frame's.</summary>
    private static FileType? Frames(ReadOnlySpan<byte> frame)
    {
        if ((frame[1] & 0xF6) == 0xF0)
            return new("audio/aac", FileCategory.Audio);
        var (version, layer, rate, samples) = ((frame[1] >> 3) & 3, (frame[1] >> 1) & 3, frame[2] >> 4, (frame[2] >> 2) & 3);
        return (frame[1] & 0xE0) == 0xE0 && version != 1 && layer is (1 or 2) && rate is > 0 and < 15 && samples != 3 ? new("audio/mpeg", FileCategory.Audio) : null;
    }

    /// <summary>Files of boxes, by their brand.</summary>
    private static FileType Iso(ReadOnlySpan<byte> brand) => Encoding.ASCII.GetString(brand) switch
    {
        "M4A " or "M4B " or "M4P " => new("audio/mp4", FileCategory.Audio),
        "qt  " => new("video/quicktime", FileCategory.Video),
        "heic" or "heix" or "hevc" or "mif1" or "msf1" => new("image/heic", FileCategory.Image),
        "avif" or "avis" => new("image/avif", FileCategory.Image),
        ['3', 'g', ..] => new("video/3gpp", FileCategory.Video, "audio/3gpp"),
        _ => Mp4,
    };

    private static FileType Office(FileType type, string name)
        => Offices.Contains(Path.GetExtension(name)) && Extensions.TryGetContentType(name, out var mime) ? type with { Mime = mime } : type;

    /// <summary>UTF-8 without control characters; the last character may be cut off.</summary>
    private static bool IsText(ReadOnlySpan<byte> head)
    {
        foreach (var value in head)
        {
            if (value < ' ' && value is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f'))
                return false;
        }

        var rest = head;
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(rest, out _, out var length) is not System.Buffers.OperationStatus.Done)
                return head.Length == Head && rest.Length < 4;
            rest = rest[length..];
        }

        return true;
    }
}
