using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace OrleansChat.Grains.Accounts;

/// <summary>Refresh secrets: 32 random bytes as base64url; kept as SHA-256.</summary>
internal static class RefreshSecret
{
    /// <summary>A new secret.</summary>
    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is kept of a secret.</summary>
    public static string Hash(string secret) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Whether a secret is the one of which <paramref name="hash"/> was kept; takes the same time either way.</summary>
    public static bool Matches(string hash, string? secret) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(Hash(secret ?? "")));
}
