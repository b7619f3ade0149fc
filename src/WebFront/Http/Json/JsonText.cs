using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OrleansChat.WebFront.Http.Json;

/// <summary>
/// Writes JSON whose shape is known, as UTF-8 straight into a buffer: names and punctuation come from constants, values are
/// formatted in place. For what is written thousands of times a second; a <see cref="Utf8JsonWriter"/>, which has to check names and
/// nesting, takes four times as long. Spells values as <see cref="JavaScriptEncoder.UnsafeRelaxedJsonEscaping"/> and
/// <see cref="TimestampConverter"/> do. <see cref="Complete"/> ends it.
/// </summary>
internal ref struct JsonText(IBufferWriter<byte> output)
{
    /// <summary>Asked for at once, so that few values have to ask for more.</summary>
    private const int Block = 1024;

    /// <summary>Characters of a timestamp: <c>2025-01-01T00:00:00.000Z</c>.</summary>
    public const int TimestampLength = 24;

    /// <summary>Bytes that one byte becomes at most: <c>\u0001</c>.</summary>
    private const int MaxEscaped = 6;

    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private Span<byte> _free = output.GetSpan(Block);
    private int _used;

    /// <summary>JSON as it is.</summary>
    public void Raw(ReadOnlySpan<byte> json)
    {
        json.CopyTo(Free(json.Length));
        _used += json.Length;
    }

    /// <summary>An id, in quotes.</summary>
    public void Id(Guid id)
    {
        var free = Free(38);
        free[0] = (byte)'"';
        id.TryFormat(free[1..], out _);
        free[37] = (byte)'"';
        _used += 38;
    }

    /// <summary>An id, in quotes, or <c>null</c>.</summary>
    public void Id(Guid? id)
    {
        if (id is { } value)
            Id(value);
        else
            Raw("null"u8);
    }

    /// <summary>A number.</summary>
    public void Number(long number)
    {
        Utf8Formatter.TryFormat(number, Free(20), out var written);
        _used += written;
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public void Flag(bool flag) => Raw(flag ? "true"u8 : "false"u8);

    /// <summary>A moment in UTC with three decimals, in quotes.</summary>
    public void Time(DateTimeOffset moment)
    {
        var free = Free(TimestampLength + 2);
        free[0] = (byte)'"';
        FormatTime(moment, free[1..]);
        free[TimestampLength + 1] = (byte)'"';
        _used += TimestampLength + 2;
    }

    /// <summary>A moment in UTC with three decimals, in quotes, or <c>null</c>.</summary>
    public void Time(DateTimeOffset? moment)
    {
        if (moment is { } value)
            Time(value);
        else
            Raw("null"u8);
    }

    /// <summary>Text, escaped and in quotes.</summary>
    public void Text(string text)
    {
        var free = Free(Encoding.UTF8.GetMaxByteCount(text.Length) + 2);
        free[0] = (byte)'"';
        var utf8 = free.Slice(1, Encoding.UTF8.GetBytes(text, free[1..]));
        var plain = Encoder.FindFirstCharacterToEncodeUtf8(utf8);
        if (plain < 0)
        {
            free[utf8.Length + 1] = (byte)'"';
            _used += utf8.Length + 2;
            return;
        }

        _used += plain + 1;
        Escape(utf8[plain..]);
        Raw("\""u8);
    }

    /// <summary>JSON that came from outside: without the white space between its parts, its texts spelled like all others.</summary>
    public void Json(string json)
    {
        Complete();
        using (var parsed = JsonDocument.Parse(json))
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = Encoder }))
            parsed.WriteTo(writer);
        _free = output.GetSpan(Block);
    }

    /// <summary>Hands over all that was written.</summary>
    public void Complete()
    {
        output.Advance(_used);
        _used = 0;
        _free = default;
    }

    /// <summary>Writes <c>2025-01-01T00:00:00.000Z</c>: 24 characters.</summary>
    public static void FormatTime(DateTimeOffset moment, Span<byte> utf8)
    {
        var time = moment.UtcDateTime;
        Debug.Assert(utf8.Length >= TimestampLength, "A timestamp needs 24 bytes.");
        var (year, month, day) = time;
        Digits(year / 100, utf8);
        Digits(year % 100, utf8[2..]);
        utf8[4] = (byte)'-';
        Digits(month, utf8[5..]);
        utf8[7] = (byte)'-';
        Digits(day, utf8[8..]);
        utf8[10] = (byte)'T';
        Digits(time.Hour, utf8[11..]);
        utf8[13] = (byte)':';
        Digits(time.Minute, utf8[14..]);
        utf8[16] = (byte)':';
        Digits(time.Second, utf8[17..]);
        utf8[19] = (byte)'.';
        var milliseconds = time.Millisecond;
        utf8[20] = (byte)('0' + (milliseconds / 100));
        Digits(milliseconds % 100, utf8[21..]);
        utf8[23] = (byte)'Z';
    }

    private static void Digits(int twoDigits, Span<byte> utf8)
    {
        utf8[1] = (byte)('0' + (twoDigits % 10));
        utf8[0] = (byte)('0' + (twoDigits / 10));
    }

    /// <summary>Escapes text that stands where it is to be written.</summary>
    private void Escape(ReadOnlySpan<byte> utf8)
    {
        var plain = ArrayPool<byte>.Shared.Rent(utf8.Length);
        utf8.CopyTo(plain);
        Encoder.EncodeUtf8(plain.AsSpan(0, utf8.Length), Free(MaxEscaped * utf8.Length), out _, out var written);
        _used += written;
        ArrayPool<byte>.Shared.Return(plain);
    }

    private Span<byte> Free(int length)
    {
        if (_free.Length - _used < length)
        {
            output.Advance(_used);
            _used = 0;
            _free = output.GetSpan(Math.Max(length, Block));
        }

        return _free[_used..];
    }
}
