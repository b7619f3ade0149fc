using System.ComponentModel.DataAnnotations;

namespace OrleansChat.Grains.Accounts;

/// <summary>How accounts keep passwords and sessions.</summary>
public sealed class AccountOptions
{
    /// <summary>Its section of the configuration.</summary>
    public const string Section = "Accounts";

    /// <summary>Rounds of PBKDF2 with HMAC-SHA512 in a new password hash.</summary>
    [Range(1_000, 10_000_000)]
    public int PasswordIterations { get; set; } = 100_000;

    /// <summary>How long a refresh secret is good for.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long a refresh token that its client keeps can be traded, if the session lives: then the user signs in again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan KeptRefreshTokenLifetime { get; set; } = TimeSpan.FromDays(365);

    /// <summary>How long a token that proves an e-mail address is good for.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan VerificationLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>What authenticators call this server.</summary>
    [Required, RegularExpression("[^:\\x00-\\x1F]{1,64}")]
    public string Issuer { get; set; } = "OrleansChat";

    /// <summary>Sessions of one account; one more ends the one that was idle longest.</summary>
    [Range(1, 1_000)]
    public int MaxSessions { get; set; } = 50;

    /// <summary>How long a claimed handle is left to an account that does not show it yet.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan ClaimGrace { get; set; } = TimeSpan.FromSeconds(10);
}
