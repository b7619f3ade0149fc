using System.Security.Cryptography;
using System.Text;
using Orleans;
using OrleansChat.Grains.Interfaces.Accounts;

namespace OrleansChat.Grains.Accounts;

/// <summary>How an e-mail address will be proven: by a token, of which a hash is kept, that was mailed to it.</summary>
[GenerateSerializer, Immutable, Alias("account-email-verification")]
internal sealed record EmailVerification
{
    /// <summary>SHA-256 of the token, base64; empty before there is one.</summary>
    [Id(0)]
    public string TokenHash { get; init; } = "";

    /// <summary>When the token stops being good.</summary>
    [Id(1)]
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Whether it is not certain that the mail is in the outbox.</summary>
    [Id(2)]
    public bool MailDue { get; init; }

    /// <summary>With a new token, which is shown this once, until it is certain that the mail is in the outbox.</summary>
    public static (EmailVerification Verification, string Token) Begin(Guid accountId, DateTimeOffset expiresAt)
    {
        var token = VerificationToken.Of(accountId, RandomNumberGenerator.GetBytes(VerificationToken.SecretBytes));
        return (new EmailVerification { TokenHash = Hash(token), ExpiresAt = expiresAt, MailDue = true }, token);
    }

    /// <summary>Whether this is the token, in time.</summary>
    public bool Accepts(string? token, DateTimeOffset now) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(TokenHash), Encoding.ASCII.GetBytes(Hash(token ?? ""))) && now < ExpiresAt;

    private static string Hash(string token) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
