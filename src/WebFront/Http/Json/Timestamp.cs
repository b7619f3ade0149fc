using System.Diagnostics;

namespace OrleansChat.WebFront.Http.Json;

/// <summary>How exactly a contract tells the time; the number is that of a timestamp's characters.</summary>
internal enum TimestampPrecision
{
    /// <summary><c>2025-01-01T00:00:00Z</c>; what is left of a second is cut off.</summary>
    Seconds = 20,

    /// <summary><c>2025-01-01T00:00:00.000Z</c>.</summary>
    Milliseconds = 24,
}

/// <summary>Writes moments, in UTC.</summary>
internal static class Timestamp
{
    /// <summary>Writes a moment, and answers how many characters that took.</summary>
    public static int Format(DateTimeOffset moment, TimestampPrecision precision, Span<byte> utf8)
    {
        Debug.Assert(utf8.Length >= (int)precision, "A timestamp needs a byte for each of its characters.");
        var time = moment.UtcDateTime;
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
        if (precision is TimestampPrecision.Milliseconds)
        {
            utf8[19] = (byte)'.';
            var milliseconds = time.Millisecond;
            utf8[20] = (byte)('0' + (milliseconds / 100));
            Digits(milliseconds % 100, utf8[21..]);
        }

        utf8[(int)precision - 1] = (byte)'Z';
        return (int)precision;
    }

    private static void Digits(int twoDigits, Span<byte> utf8)
    {
        utf8[1] = (byte)('0' + (twoDigits % 10));
        utf8[0] = (byte)('0' + (twoDigits / 10));
    }
}
