namespace OrleansChat.Grains.Secrets;

/// <summary>With what secrets that have to be read again are kept; section <c>Secrets</c> of the configuration.</summary>
public sealed class SecretOptions
{
    /// <summary>Its section of the configuration.</summary>
    public const string Section = "Secrets";

    /// <summary>Characters of a key at least.</summary>
    public const int MinKeyLength = 32;

    /// <summary>The key that seals. Generated and kept in the data folder in Development, required elsewhere.</summary>
    public string? Key { get; set; }

    /// <summary>Keys that sealed before: what they sealed can be read, and what they hashed can be told.</summary>
    public string[] PreviousKeys { get; set; } = [];
}
