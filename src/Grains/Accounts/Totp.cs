using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OrleansChat.Grains.Accounts;

/// <summary>
/// Time-based one-time passwords by RFC 6238, as every authenticator makes them: HMAC-SHA-1, steps of 30 seconds since 1970, six digits.
/// </summary>
internal static class Totp
{
    /// <summary>Bytes of a secret: as many as the hash has (RFC 4226, 4).</summary>
    public const int SecretBytes = 20;

    /// <summary>Digits of a code.</summary>
    public const int Digits = 6;

    private const int Modulus = 1_000_000;
    private const int Drift = 1;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The step that a code belongs to, which is the current one, the one before or the one after; null when it is of none of them, or of
    /// one up to <paramref name="lastStep"/>. Takes the same time whichever it is, for each code of the right length.
    /// </summary>
    public static long? Find(ReadOnlySpan<byte> secret, string code, DateTimeOffset now, long lastStep)
    {
        if (code.Length != Digits)
            return null;
        var given = Encoding.ASCII.GetBytes(code);
        var current = StepOf(now);
        long? found = null;
        for (var step = current - Drift; step <= current + Drift; step++)
        {
            var same = CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(CodeOf(secret, step)), given);
            found = same & step > lastStep ? step : found;
        }

        return found;
    }

    /// <summary>The step of a time.</summary>
    public static long StepOf(DateTimeOffset time) => time.ToUnixTimeSeconds() / (long)Step.TotalSeconds;

    /// <summary>The code of a step (RFC 4226, 5.3).</summary>
    public static string CodeOf(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The RFC's own hash, and the only one that all authenticators know; HMAC does not need it to be free of collisions.
        HMACSHA1.HashData(secret, counter, hash);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xF)..]) & int.MaxValue;
        return (number % Modulus).ToString($"D{Digits}", CultureInfo.InvariantCulture);
    }

    /// <summary>A secret as authenticators take it: base32 (RFC 4648) of <see cref="SecretBytes"/>, which need no padding.</summary>
    public static string Base32(ReadOnlySpan<byte> secret)
    {
        var text = new StringBuilder((secret.Length * 8 + 4) / 5);
        var (bits, held) = (0, 0);
        foreach (var octet in secret)
        {
            bits = (bits << 8) | octet;
            for (held += 8; held >= 5; held -= 5)
                text.Append(Alphabet[(bits >> (held - 5)) & 31]);
            bits &= (1 << held) - 1;
        }

        return held == 0 ? text.ToString() : text.Append(Alphabet[(bits << (5 - held)) & 31]).ToString();
    }

    /// <summary>What a QR code for authenticators says.</summary>
    public static string Uri(string issuer, string account, ReadOnlySpan<byte> secret) =>
        $"otpauth://totp/{Escape(issuer)}:{Escape(account)}?secret={Base32(secret)}&issuer={Escape(issuer)}&algorithm=SHA1&digits={Digits}&period={(int)Step.TotalSeconds}";

    private static string Escape(string text) => System.Uri.EscapeDataString(text);
}
