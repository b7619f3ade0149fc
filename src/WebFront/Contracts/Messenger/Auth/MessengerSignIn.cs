using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.WebFront.Http.Tokens;

namespace OrleansChat.WebFront.Contracts.Messenger.Auth;

/// <summary>A new account.</summary>
internal sealed record MessengerRegistration(string UserId, string Email, string Username, DateTimeOffset CreatedAt)
{
    /// <summary>The account that was made.</summary>
    public static MessengerRegistration From(Account account) => new(MessengerId.OfUser(account.Id), account.Email, account.Username, account.CreatedAt);
}

/// <summary>The answer to a login. <paramref name="ExpiresIn"/> is in seconds.</summary>
internal sealed record MessengerSignIn(string AccessToken, string RefreshToken, int ExpiresIn, string TokenType, MessengerSignedInUser User)
{
    /// <summary>The tokens of a session that was opened.</summary>
    public static MessengerSignIn From(SessionGrant grant, ChatTokens tokens) => new(
        tokens.IssueAccess(grant, MessengerContract.AccessLifetime),
        tokens.IssueRefresh(grant),
        (int)MessengerContract.AccessLifetime.TotalSeconds,
        "Bearer",
        MessengerSignedInUser.From(grant.Account));
}

/// <summary>The user who signed in.</summary>
internal sealed record MessengerSignedInUser(string UserId, string Email, string Username, string? AvatarUrl)
{
    /// <summary>The account.</summary>
    public static MessengerSignedInUser From(Account account) => new(MessengerId.OfUser(account.Id), account.Email, account.Username, account.Avatar);
}

/// <summary>The answer to a refresh. <paramref name="ExpiresIn"/> is in seconds; the refresh token is the next one, for those who change it.</summary>
internal sealed record MessengerTokens(string AccessToken, int ExpiresIn, string RefreshToken)
{
    /// <summary>The tokens of a session that was renewed.</summary>
    public static MessengerTokens From(SessionGrant grant, ChatTokens tokens) => new(
        tokens.IssueAccess(grant, MessengerContract.AccessLifetime), (int)MessengerContract.AccessLifetime.TotalSeconds, tokens.IssueRefresh(grant));
}
