using System.Buffers.Text;

namespace OrleansChat.Grains.Interfaces.Accounts;

/// <summary>
/// How tokens that prove an e-mail address are spelled: 64 characters of base64url, for the account's id (16 bytes, as RFC 9562 writes
/// them) and 32 random bytes.
/// </summary>
public static class VerificationToken
{
    /// <summary>Random bytes of a token.</summary>
    public const int SecretBytes = 32;

    private const int IdBytes = 16;
    private const int Length = 64;

    /// <summary>A token of an account.</summary>
    public static string Of(Guid accountId, ReadOnlySpan<byte> secret)
    {
        Span<byte> bytes = stackalloc byte[IdBytes + SecretBytes];
        accountId.TryWriteBytes(bytes, bigEndian: true, out _);
        secret.CopyTo(bytes[IdBytes..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Whose token this may be; null when it is none.</summary>
    public static Guid? AccountOf(string? token)
    {
        Span<byte> bytes = stackalloc byte[IdBytes + SecretBytes];
        return token is { Length: Length } && Base64Url.IsValid(token) && Base64Url.TryDecodeFromChars(token, bytes, out var written) && written == bytes.Length
            ? new Guid(bytes[..IdBytes], bigEndian: true)
            : null;
    }
}
