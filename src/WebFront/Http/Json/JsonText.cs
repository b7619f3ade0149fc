using System.Buffers;
using System.Buffers.Text;
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

    /// <summary>An id as a UUID, in quotes.</summary>
    public void Id(Guid id)
    {
        var free = Free(38);
        free[0] = (byte)'"';
        id.TryFormat(free[1..], out _);
        free[37] = (byte)'"';
        _used += 38;
    }

    /// <summary>An id as a UUID, in quotes, or <c>null</c>.</summary>
    public void Id(Guid? id)
    {
        if (id is { } value)
            Id(value);
        else
            Raw("null"u8);
    }

    /// <summary>An id as <paramref name="prefix"/> and 32 hexadecimal digits, in quotes: <c>"msg_0123…"</c>.</summary>
    public void Id(ReadOnlySpan<byte> prefix, Guid id)
    {
        var free = Free(prefix.Length + 34);
        free[0] = (byte)'"';
        prefix.CopyTo(free[1..]);
        id.TryFormat(free[(prefix.Length + 1)..], out _, "N");
        free[prefix.Length + 33] = (byte)'"';
        _used += prefix.Length + 34;
    }

    /// <summary>The same, or <c>null</c>.</summary>
    public void Id(ReadOnlySpan<byte> prefix, Guid? id)
    {
        if (id is { } value)
            Id(prefix, value);
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

    /// <summary>A moment in UTC, in quotes.</summary>
    public void Time(DateTimeOffset moment, TimestampPrecision precision)
    {
        var free = Free((int)precision + 2);
        free[0] = (byte)'"';
        var length = Timestamp.Format(moment, precision, free[1..]);
        free[length + 1] = (byte)'"';
        _used += length + 2;
    }

    /// <summary>A moment in UTC, in quotes, or <c>null</c>.</summary>
    public void Time(DateTimeOffset? moment, TimestampPrecision precision)
    {
        if (moment is { } value)
            Time(value, precision);
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

    /// <summary>The base64 of a text's UTF-8, in quotes.</summary>
    public void Base64(string text)
    {
        var utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        var length = Encoding.UTF8.GetBytes(text, utf8);
        var free = Free(System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(length) + 2);
        free[0] = (byte)'"';
        System.Buffers.Text.Base64.EncodeToUtf8(utf8.AsSpan(0, length), free[1..], out _, out var written);
        free[written + 1] = (byte)'"';
        _used += written + 2;
        ArrayPool<byte>.Shared.Return(utf8);
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
