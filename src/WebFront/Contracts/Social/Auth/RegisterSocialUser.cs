using System.Text.RegularExpressions;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Contracts.Social.Auth;

/// <summary>Asks for a new account.</summary>
internal sealed partial record RegisterSocialUser(string? Username, string? Email, string? Password)
{
    /// <summary>The account, checked.</summary>
    public NewAccount Checked() => new(CheckedUsername(Username), Rules.Email("email", Email), CheckedPassword(Password));

    /// <summary>A username: 3 to 50 characters, alphanumeric and underscores only.</summary>
    public static string CheckedUsername(string? username)
        => username is not null && UsernamePattern().IsMatch(username)
            ? username
            : throw new ChatException("username", "must be 3 to 50 characters, alphanumeric and underscores only.");

    /// <summary>At least 8 characters with an upper-case letter, a lower-case one and a digit; bounded, because it is hashed.</summary>
    private static string CheckedPassword(string? password)
        => password is { Length: >= 8 and <= 128 } && password.Any(char.IsUpper) && password.Any(char.IsLower) && password.Any(char.IsDigit)
            ? password
            : throw new ChatException("password", "must be 8 to 128 characters and contain uppercase, lowercase, and number.");

    [GeneratedRegex(@"^[A-Za-z0-9_]{3,50}\z")]
    private static partial Regex UsernamePattern();
}

/// <summary>Asks to sign in.</summary>
internal sealed record SignInSocialUser(string? Email, string? Password, string? Code)
{
    /// <summary>E-mail and password, both there, and a code where the account has a second factor. Whether they are anyone's is for the account to say.</summary>
    public (string Email, SignIn SignIn) Checked()
        => (Rules.Required("email", Email, 254), new SignIn(Rules.Required("password", Password, 1024), Rules.OptionalText("code", Code, 32)));
}

/// <summary>Presents a refresh token, to trade it or to end its session.</summary>
internal sealed record PresentSocialRefreshToken(string? RefreshToken)
{
    /// <summary>The token, which is there. Whether it is any good is for the session to say.</summary>
    public string Checked() => Rules.Required("refreshToken", RefreshToken);
}
