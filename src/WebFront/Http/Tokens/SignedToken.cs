using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OrleansChat.WebFront.Http.Tokens;

/// <summary>
/// Reads a JWT that one of our own keys signed by HS256, and no other: nothing of a token is looked at before its signature is found
/// good, and which algorithm signs is not for the token to say. A client that connects costs a few microseconds here, where a library
/// for tokens of all kinds takes fifty.
/// </summary>
internal static class SignedToken
{
    /// <summary>Longer texts are not looked at: no token of ours is that long.</summary>
    public const int MaxLength = 2048;

    private const int SignatureLength = 43;

    /// <summary>What the token says; null when none of the keys signed it, or it says nothing.</summary>
    public static TokenClaims? Read(string token, IReadOnlyList<byte[]> keys)
    {
        if (token.Length is 0 or > MaxLength || !Ascii.IsValid(token) || token.AsSpan().Count('.') != 2)
            return null;
        Span<byte> text = stackalloc byte[token.Length];
        Encoding.ASCII.GetBytes(token, text);
        var (header, end) = (text.IndexOf((byte)'.'), text.LastIndexOf((byte)'.'));
        return IsSigned(text[..end], text[(end + 1)..], keys) && IsHs256(text[..header]) ? ReadClaims(text[(header + 1)..end]) : null;
    }

    /// <summary>Compares texts, not what they decode to: a signature has one spelling only.</summary>
    private static bool IsSigned(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature, IReadOnlyList<byte[]> keys)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<byte> expected = stackalloc byte[SignatureLength];
        foreach (var key in keys)
        {
            HMACSHA256.HashData(key, signed, hash);
            Base64Url.EncodeToUtf8(hash, expected);
            if (CryptographicOperations.FixedTimeEquals(expected, signature))
                return true;
        }

        return false;
    }

    private static bool IsHs256(ReadOnlySpan<byte> encoded)
    {
        Span<byte> json = stackalloc byte[encoded.Length];
        if (!TryDecode(encoded, json, out var reader))
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isAlgorithm = reader.ValueTextEquals("alg"u8);
            reader.Read();
            if (isAlgorithm)
                return reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("HS256"u8);
            reader.Skip();
        }

        return false;
    }

    private static TokenClaims? ReadClaims(ReadOnlySpan<byte> encoded)
    {
        Span<byte> json = stackalloc byte[encoded.Length];
        if (!TryDecode(encoded, json, out var reader))
            return null;
        var claims = new TokenClaims(null, null, null, null, null);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            claims = (name, reader.TokenType) switch
            {
                (TokenClaims.TypeName, JsonTokenType.String) => claims with { Type = reader.GetString() },
                (TokenClaims.SubjectName, JsonTokenType.String) => claims with { Subject = reader.GetString() },
                (TokenClaims.SessionName, JsonTokenType.String) => claims with { Session = reader.GetString() },
                (TokenClaims.SecretName, JsonTokenType.String) => claims with { Secret = reader.GetString() },
                (TokenClaims.ExpiresName, JsonTokenType.Number) => claims with { ExpiresAt = Time(ref reader) },
                _ => claims,
            };
            reader.Skip();
        }

        return claims;
    }

    /// <summary>Ready to read the members of a JSON object; what one of our keys signed is one, unless somebody else has the key.</summary>
    private static bool TryDecode(ReadOnlySpan<byte> encoded, Span<byte> json, out Utf8JsonReader reader)
    {
        reader = default;
        if (!Base64Url.IsValid(encoded) || !Base64Url.TryDecodeFromUtf8(encoded, json, out var length) || !IsObject(json[..length]))
            return false;
        reader = new Utf8JsonReader(json[..length]);
        reader.Read();
        return true;
    }

    private static bool IsObject(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            reader.Skip();
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static DateTimeOffset? Time(ref Utf8JsonReader reader)
        => reader.TryGetInt64(out var seconds) && seconds >= 0 && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}

/// <summary>What a token says, as far as it is of use here; null for what it does not say.</summary>
internal readonly record struct TokenClaims(string? Type, string? Subject, string? Session, string? Secret, DateTimeOffset? ExpiresAt)
{
    public const string TypeName = "typ";
    public const string SubjectName = "sub";
    public const string SessionName = "sid";
    public const string SecretName = "secret";
    public const string ExpiresName = "exp";
}
