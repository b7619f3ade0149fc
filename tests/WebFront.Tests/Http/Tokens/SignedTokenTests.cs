using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OrleansChat.WebFront.Http.Tokens;

namespace OrleansChat.WebFront.Tests.Http.Tokens;

public sealed class SignedTokenTests
{
    private const string Claims = """{"sub":"ann","sid":"one","typ":"access","exp":2000000000,"nested":{"sub":"bob"},"list":["sid"]}""";

    private static readonly byte[] Key = Encoding.UTF8.GetBytes("a key of thirty-two bytes or more, as it has to be");
    private static readonly byte[] OtherKey = Encoding.UTF8.GetBytes("another key of thirty-two bytes or more, signs too");

    [Fact]
    public void What_a_library_signed_is_read()
    {
        var token = new JsonWebTokenHandler().CreateToken(Claims, new SigningCredentials(new SymmetricSecurityKey(Key), SecurityAlgorithms.HmacSha256));

        Assert.Equal(
            new TokenClaims("access", "ann", "one", null, DateTimeOffset.FromUnixTimeSeconds(2_000_000_000)),
            SignedToken.Read(token, [OtherKey, Key]));
    }

    [Fact]
    public void Another_key_reads_nothing() => Assert.Null(SignedToken.Read(Token(), [OtherKey]));

    [Theory]
    [InlineData("""{"alg":"none"}""")]
    [InlineData("""{"alg":"HS512"}""")]
    [InlineData("""{"typ":"JWT"}""")]
    [InlineData("""{"alg":7}""")]
    [InlineData("""["alg","HS256"]""")]
    [InlineData("no JSON")]
    public void A_header_that_does_not_say_HS256_is_refused_whoever_signed_it(string header) => Assert.Null(SignedToken.Read(Token(header), [Key]));

    [Theory]
    [InlineData("[1]")]
    [InlineData("7")]
    [InlineData("")]
    [InlineData("""{"sub":"ann"} {}""")]
    [InlineData("""{"sub":""")]
    public void What_is_no_object_says_nothing(string claims) => Assert.Null(SignedToken.Read(Token(claims: claims), [Key]));

    [Theory]
    [InlineData("""{"exp":"2000000000"}""")]
    [InlineData("""{"exp":1.5}""")]
    [InlineData("""{"exp":-1}""")]
    [InlineData("""{"exp":99999999999999999999}""")]
    [InlineData("""{"exp":999999999999999}""")]
    [InlineData("{}")]
    public void A_time_that_makes_no_sense_is_none(string claims) => Assert.Equal(default(TokenClaims), SignedToken.Read(Token(claims: claims), [Key]));

    [Fact]
    public void Whatever_character_is_another_the_token_is_refused()
    {
        var token = Token();
        for (var at = 0; at < token.Length; at++)
        {
            foreach (var other in "Aa-_=. é")
            {
                var forged = string.Concat(token.AsSpan(0, at), [other], token.AsSpan(at + 1));
                Assert.True(forged == token || SignedToken.Read(forged, [Key]) is null, forged);
            }
        }
    }

    [Fact]
    public void A_signature_has_one_spelling()
    {
        var token = Token();
        string[] spellings = [token + "=", token + " ", token + "A", token[..^1], token.Insert(token.Length - 5, "\n"), token + "."];

        Assert.NotNull(SignedToken.Read(token, [Key]));
        Assert.All(spellings, spelling => Assert.Null(SignedToken.Read(spelling, [Key])));

        // The last character carries four bits of the hash: three others decode to the same.
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        Assert.Single(alphabet, last => SignedToken.Read(token[..^1] + last, [Key]) is not null);
    }

    [Fact]
    public void A_text_without_end_is_not_looked_at()
        => Assert.Null(SignedToken.Read(Token(claims: $$"""{"sub":"{{new string('x', SignedToken.MaxLength)}}"}"""), [Key]));

    private static string Token(string header = """{"alg":"HS256","typ":"JWT"}""", string claims = Claims)
    {
        var signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Key, Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
