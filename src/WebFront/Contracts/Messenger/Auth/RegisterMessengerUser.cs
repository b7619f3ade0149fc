using System.Text.RegularExpressions;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Contracts.Messenger.Auth;

/// <summary>Asks for a new account.</summary>
internal sealed partial record RegisterMessengerUser(string? Email, string? Username, string? Password)
{
    /// <summary>The account, checked.</summary>
    public NewAccount Checked()
    {
        var checks = new FieldChecks();
        var email = checks.Of(() => Rules.Email("email", Email));
        var username = checks.Of(() => CheckedUsername(Username));
        var password = checks.Of(() => Rules.Text("password", Password, 8, 128));
        checks.Done();
        return new(username, email, password);
    }

    private static string CheckedUsername(string? username)
        => username is not null && UsernamePattern().IsMatch(username)
            ? username
            : throw new ChatException("username", "must be 3 to 50 characters, alphanumeric and underscores only.");

    [GeneratedRegex(@"^[A-Za-z0-9_]{3,50}\z")]
    private static partial Regex UsernamePattern();
}

/// <summary>Asks to sign in.</summary>
internal sealed record SignInMessengerUser(string? Email, string? Password)
{
    /// <summary>E-mail and password, both there. Whether they are anyone's is for the account to say.</summary>
    public (string Email, string Password) Checked()
    {
        var checks = new FieldChecks();
        var email = checks.Of(() => Rules.Required("email", Email, 254));
        var password = checks.Of(() => Rules.Required("password", Password, 1024));
        checks.Done();
        return (email, password);
    }
}

/// <summary>Presents a refresh token, to trade it.</summary>
internal sealed record PresentMessengerRefreshToken(string? RefreshToken)
{
    /// <summary>The token, which is there. Whether it is any good is for the session to say.</summary>
    public string Checked() => Rules.Required("refresh_token", RefreshToken);
}
