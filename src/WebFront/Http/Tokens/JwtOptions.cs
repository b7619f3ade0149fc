namespace OrleansChat.WebFront.Http.Tokens;

/// <summary>How tokens are signed; section <c>Jwt</c> of the configuration.</summary>
internal sealed class JwtOptions
{
    /// <summary>Its section of the configuration.</summary>
    public const string Section = "Jwt";

    /// <summary>The shortest key that HS256 is safe with.</summary>
    public const int MinKeyBytes = 32;

    /// <summary>The key that signs, at least 32 bytes of UTF-8. Generated and kept in the data folder in Development, required elsewhere.</summary>
    public string? SigningKey { get; set; }

    /// <summary>Keys that signed before: what they signed is accepted until it expires.</summary>
    public string[] PreviousKeys { get; set; } = [];
}
