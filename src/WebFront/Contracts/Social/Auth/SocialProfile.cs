using OrleansChat.Grains.Interfaces.Accounts;

namespace OrleansChat.WebFront.Contracts.Social.Auth;

/// <summary>The caller's own profile.</summary>
internal sealed record SocialProfile(
    Guid Id, string Username, string Email, string? Avatar, string? StatusMessage, AccountRole Role, bool IsOnline, DateTimeOffset LastSeen)
{
    /// <summary>The account, as its owner sees it.</summary>
    public static SocialProfile From(Account account, bool isOnline) => new(
        account.Id, account.Username, account.Email, account.Avatar, account.StatusMessage, account.Role, isOnline, account.LastSeen);
}

/// <summary>A new account.</summary>
internal sealed record SocialRegistration(
    Guid Id,
    string Username,
    string Email,
    string? Avatar,
    string? StatusMessage,
    AccountRole Role,
    bool IsOnline,
    DateTimeOffset LastSeen,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>The account that was made; nobody is online with it yet.</summary>
    public static SocialRegistration From(Account account) => new(
        account.Id,
        account.Username,
        account.Email,
        account.Avatar,
        account.StatusMessage,
        account.Role,
        IsOnline: false,
        account.LastSeen,
        account.CreatedAt,
        account.UpdatedAt);
}

/// <summary>The user who signed in.</summary>
internal sealed record SocialSignedInUser(Guid Id, string Username, string Email, AccountRole Role, bool IsOnline, DateTimeOffset LastSeen)
{
    /// <summary>The account; whoever signs in counts as online.</summary>
    public static SocialSignedInUser From(Account account)
        => new(account.Id, account.Username, account.Email, account.Role, IsOnline: true, account.LastSeen);
}

/// <summary>The answer to a login.</summary>
internal sealed record SocialSignIn(SocialSignedInUser User, string AccessToken, string RefreshToken);

/// <summary>A new pair of tokens.</summary>
internal sealed record SocialTokens(string AccessToken, string RefreshToken);
