using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace OrleansChat.Grains.Secrets;

/// <summary>
/// Keeps small secrets at rest: seals those that have to be read again (AES-256-GCM), and hashes those that only have to be told
/// (HMAC-SHA-256), so that neither can be guessed by whoever has the database alone. What is sealed for one purpose opens for no other.
/// As text: <c>key.bytes</c>, both base64url; the key's name is derived from it, and a sealed secret's bytes are nonce, tag and cipher.
/// </summary>
internal sealed class SecretBox(IOptions<SecretOptions> options)
{
    private const int NameBytes = 6;
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int TextAt = NonceBytes + TagBytes;

    private readonly Lazy<Key[]> _keys = new(() => Derive(options.Value));

    /// <summary>Seals bytes for a purpose.</summary>
    public string Seal(ReadOnlySpan<byte> secret, string purpose)
    {
        var key = _keys.Value[0];
        var box = new byte[TextAt + secret.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using var cipher = new AesGcm(key.Sealing, TagBytes);
        cipher.Encrypt(box.AsSpan(0, NonceBytes), secret, box.AsSpan(TextAt), box.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(purpose));
        return $"{key.Name}.{Base64Url.EncodeToString(box)}";
    }

    /// <summary>Opens what was sealed for a purpose.</summary>
    /// <exception cref="CryptographicException">It was not sealed by a key of the configuration, or not for this purpose.</exception>
    public byte[] Open(string sealedSecret, string purpose)
    {
        var (name, bytes) = Split(sealedSecret);
        var key = Find(name) ?? throw new CryptographicException("A secret was sealed with a key that Secrets:PreviousKeys lacks.");
        var box = Base64Url.DecodeFromChars(bytes);
        var secret = new byte[box.Length - TextAt];
        using var cipher = new AesGcm(key.Sealing, TagBytes);
        cipher.Decrypt(box.AsSpan(0, NonceBytes), box.AsSpan(TextAt), box.AsSpan(NonceBytes, TagBytes), secret, Encoding.UTF8.GetBytes(purpose));
        return secret;
    }

    /// <summary>Hashes text for a purpose.</summary>
    public string Hash(string text, string purpose) => Hash(_keys.Value[0], text, purpose);

    /// <summary>Whether text is what was hashed for a purpose; takes the same time either way.</summary>
    public bool Matches(string hash, string text, string purpose) =>
        Find(Split(hash).Name) is { } key
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(Hash(key, text, purpose)));

    private static string Hash(Key key, string text, string purpose) =>
        $"{key.Name}.{Base64Url.EncodeToString(HMACSHA256.HashData(key.Hashing, Encoding.UTF8.GetBytes($"{purpose}\0{text}")))}";

    private static (string Name, string Bytes) Split(string text) => text.Split('.', 2) is [var name, var bytes] ? (name, bytes) : ("", text);

    private Key? Find(string name) => Array.Find(_keys.Value, key => key.Name == name);

    private static Key[] Derive(SecretOptions options)
    {
        if (string.IsNullOrEmpty(options.Key))
            throw new OrleansConfigurationException("Secrets:Key is missing.");
        return [Derive(options.Key), .. options.PreviousKeys.Select(Derive)];
    }

    private static Key Derive(string configured)
    {
        var bytes = Encoding.UTF8.GetBytes(configured);
        return new Key(
            Base64Url.EncodeToString(Derive(bytes, "name", NameBytes)), Derive(bytes, "seal", KeyBytes), Derive(bytes, "hash", KeyBytes));
    }

    private static byte[] Derive(byte[] key, string use, int length) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, length, info: Encoding.ASCII.GetBytes($"orleanschat {use}"));

    private sealed record Key(string Name, byte[] Sealing, byte[] Hashing);
}
