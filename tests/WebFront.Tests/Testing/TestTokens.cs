using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansChat.WebFront.Tests.Testing;

/// <summary>Takes tokens apart and forges others, independently of the library that the front uses.</summary>
public static class TestTokens
{
    /// <summary>The claims of a token.</summary>
    public static JsonObject Claims(string token) => Decode(token.Split('.')[1]);

    /// <summary>The header of a token.</summary>
    public static JsonObject Header(string token) => Decode(token.Split('.')[0]);

    /// <summary>A token with these claims, signed with a key; unsigned with <paramref name="algorithm"/> none.</summary>
    public static string Sign(JsonObject claims, string key, string algorithm = "HS256")
    {
        var signed = $"{Encode($$"""{"alg":"{{algorithm}}","typ":"JWT"}""")}.{Encode(claims.ToJsonString())}";
        return algorithm == "none" ? $"{signed}." : $"{signed}.{Signature(signed, key)}";
    }

    /// <summary>Whether a token is signed with a key by HS256.</summary>
    public static bool IsSigned(string token, string key)
    {
        var dot = token.LastIndexOf('.');
        return Signature(token[..dot], key) == token[(dot + 1)..];
    }

    private static string Signature(string signed, string key)
        => Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(signed)));

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static JsonObject Decode(string part) => JsonSerializer.Deserialize<JsonObject>(Base64Url.DecodeFromChars(part))!;
}
