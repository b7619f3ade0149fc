namespace OrleansChat.Load.Social;

/// <summary>
/// What a message's text begins with: the run, the sender, its number and a time, in hexadecimal digits of fixed width, so that a prepared
/// message is stamped in place. <c>~m:1f2e:000001:0000000a:00000000ffff~</c>: run 1f2e, sender 1, message 10, at 65535 µs.
/// </summary>
internal readonly record struct Marker(int Sender, int Sequence, long Time)
{
    /// <summary>Bytes of a marker.</summary>
    public const int Length = 37;

    private const int RunAt = 3, SenderAt = 8, SequenceAt = 15, TimeAt = 24;
    private const int RunDigits = 4, SenderDigits = 6, SequenceDigits = 8, TimeDigits = 12;

    /// <summary>This run's number: what earlier ones left in conversations is none of its business.</summary>
    private static readonly int Run = Random.Shared.Next(1 << 16);

    /// <summary>Writes the whole marker.</summary>
    public void Write(Span<byte> text)
    {
        "~m:0000:000000:00000000:000000000000~"u8.CopyTo(text);
        WriteHex(text.Slice(RunAt, RunDigits), Run);
        WriteHex(text.Slice(SenderAt, SenderDigits), Sender);
        Stamp(text, Sequence, Time);
    }

    /// <summary>Changes number and time of a marker that is written already.</summary>
    public static void Stamp(Span<byte> text, int sequence, long time)
    {
        WriteHex(text.Slice(SequenceAt, SequenceDigits), sequence);
        WriteHex(text.Slice(TimeAt, TimeDigits), time);
    }

    /// <summary>Finds the first marker of this run in some bytes.</summary>
    public static bool TryFind(ReadOnlySpan<byte> bytes, out Marker marker)
    {
        marker = default;
        var start = bytes.IndexOf("~m:"u8);
        if (start < 0 || bytes.Length - start < Length)
            return false;
        var text = bytes.Slice(start, Length);
        if (ReadHex(text.Slice(RunAt, RunDigits)) != Run)
            return false;
        marker = new Marker(
            (int)ReadHex(text.Slice(SenderAt, SenderDigits)),
            (int)ReadHex(text.Slice(SequenceAt, SequenceDigits)),
            ReadHex(text.Slice(TimeAt, TimeDigits)));
        return true;
    }

    private static void WriteHex(Span<byte> digits, long value)
    {
        for (var index = digits.Length - 1; index >= 0; index--, value >>= 4)
            digits[index] = "0123456789abcdef"u8[(int)(value & 0xF)];
    }

    private static long ReadHex(ReadOnlySpan<byte> digits)
    {
        long value = 0;
        foreach (var digit in digits)
            value = (value << 4) | (uint)(digit <= (byte)'9' ? digit - '0' : digit - 'a' + 10);
        return value;
    }
}
