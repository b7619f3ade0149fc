using Orleans;

namespace OrleansChat.Grains.Interfaces.Accounts;

/// <summary>What an account may do beyond its own affairs.</summary>
[GenerateSerializer, Alias("account-role")]
public enum AccountRole
{
    /// <summary>An ordinary user.</summary>
    User,

    /// <summary>An operator.</summary>
    Admin,
}

/// <summary>A user's profile, as its owner sees it.</summary>
[GenerateSerializer, Immutable, Alias("account")]
public sealed record Account(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string Username,
    [property: Id(2)] string Email,
    [property: Id(3)] string? Avatar,
    [property: Id(4)] string? StatusMessage,
    [property: Id(5)] AccountRole Role,
    [property: Id(6)] DateTimeOffset LastSeen,
    [property: Id(7)] DateTimeOffset CreatedAt,
    [property: Id(8)] DateTimeOffset UpdatedAt);

/// <summary>Asks for a new account. The password is plain text and is hashed in the grain.</summary>
[GenerateSerializer, Immutable, Alias("new-account")]
public sealed record NewAccount(
    [property: Id(0)] string Username,
    [property: Id(1)] string Email,
    [property: Id(2)] string Password);

/// <summary>A change of the profile: what is not <see cref="Optional{T}.IsSet"/> stays as it is.</summary>
[GenerateSerializer, Immutable, Alias("account-change")]
public sealed record AccountChange(
    [property: Id(0)] Optional<string> Username,
    [property: Id(1)] Optional<string?> Avatar,
    [property: Id(2)] Optional<string?> StatusMessage);

/// <summary>A value that was sent, or was not: tells null from absent in partial updates.</summary>
[GenerateSerializer, Immutable, Alias("optional`1")]
public readonly record struct Optional<T>([property: Id(0)] bool IsSet, [property: Id(1)] T Value)
{
    /// <summary>The value that was sent, or <paramref name="current"/> when none was.</summary>
    public T Or(T current) => IsSet ? Value : current;
}

/// <summary>
/// A session that was opened or renewed: <paramref name="RefreshSecret"/> (base64url, 32 random bytes) is shown this once
/// and kept as a hash only.
/// </summary>
[GenerateSerializer, Immutable, Alias("session-grant")]
public sealed record SessionGrant(
    [property: Id(0)] Account Account,
    [property: Id(1)] Guid SessionId,
    [property: Id(2)] string RefreshSecret,
    [property: Id(3)] DateTimeOffset RefreshExpiresAt);
