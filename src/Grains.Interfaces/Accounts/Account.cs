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
    [property: Id(8)] DateTimeOffset UpdatedAt,
    [property: Id(9)] string? FullName = null,
    [property: Id(10)] string? Bio = null,
    [property: Id(11)] string? Phone = null,
    [property: Id(12)] bool EmailVerified = false,
    [property: Id(13)] bool HasSecondFactor = false);

/// <summary>Asks for a new account. The password is plain text and is hashed in the grain.</summary>
/// <param name="Username">The name; null for a free one that is made of the address or the full name.</param>
/// <param name="Email">The address.</param>
/// <param name="Password">The password.</param>
/// <param name="FullName">What the user is called; null for nothing.</param>
/// <param name="Phone">The number by E.164, <c>+84123456789</c>; null for none.</param>
/// <param name="VerifyEmail">Whether a mail with a token that proves the address has to go out.</param>
[GenerateSerializer, Immutable, Alias("new-account")]
public sealed record NewAccount(
    [property: Id(0)] string? Username,
    [property: Id(1)] string Email,
    [property: Id(2)] string Password,
    [property: Id(3)] string? FullName = null,
    [property: Id(4)] string? Phone = null,
    [property: Id(5)] bool VerifyEmail = false);

/// <summary>A change of the profile: what is not <see cref="Optional{T}.IsSet"/> stays as it is.</summary>
[GenerateSerializer, Immutable, Alias("account-change")]
public sealed record AccountChange(
    [property: Id(0)] Optional<string> Username,
    [property: Id(1)] Optional<string?> Avatar,
    [property: Id(2)] Optional<string?> StatusMessage,
    [property: Id(3)] Optional<string?> FullName = default,
    [property: Id(4)] Optional<string?> Bio = default);

/// <summary>A value that was sent, or was not: tells null from absent in partial updates.</summary>
[GenerateSerializer, Immutable, Alias("optional`1")]
public readonly record struct Optional<T>([property: Id(0)] bool IsSet, [property: Id(1)] T Value)
{
    /// <summary>The value that was sent, or <paramref name="current"/> when none was.</summary>
    public T Or(T current) => IsSet ? Value : current;
}
