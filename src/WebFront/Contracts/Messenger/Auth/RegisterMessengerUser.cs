using System.Text.RegularExpressions;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Contracts.Messenger.Auth;

/// <summary>Asks for a new account.</summary>
internal sealed partial record RegisterMessengerUser(string? Email, string? Username, string? Password, string? FullName, string? Phone)
{
    /// <summary>The account, checked.</summary>
    public NewAccount Checked()
    {
        var checks = new FieldChecks();
        var email = checks.Of(() => Rules.Email("email", Email));
        var username = checks.Of(() => CheckedUsername(Username));
        var password = checks.Of(() => Rules.Text("password", Password, AccountLimits.PasswordMinimum, AccountLimits.Password));
        var fullName = checks.Of(() => FullName is null ? null : Rules.Title("full_name", FullName, AccountLimits.FullName));
        var phone = checks.Of(() => CheckedPhone(Phone));
        checks.Done();
        return new(username, email, password, fullName, phone, VerifyEmail: true);
    }

    /// <summary>None is fine: the account is given one.</summary>
    private static string? CheckedUsername(string? username)
        => username is null || UsernamePattern().IsMatch(username)
            ? username
            : throw new ChatException("username", "must be 3 to 50 characters, alphanumeric and underscores only.");

    private static string? CheckedPhone(string? phone)
        => phone is null || PhonePattern().IsMatch(phone)
            ? phone
            : throw new ChatException("phone", "must be a phone number of 7 to 15 digits with its country code, as in +84123456789.");

    [GeneratedRegex(@"^\+[1-9][0-9]{6,14}\z")]
    private static partial Regex PhonePattern();

    [GeneratedRegex(@"^[A-Za-z0-9_]{3,50}\z")]
    private static partial Regex UsernamePattern();
}

/// <summary>Asks to sign in.</summary>
internal sealed record SignInMessengerUser(string? Email, string? Password, string? DeviceId, string? Code)
{
    /// <summary>
    /// E-mail and password, both there, and a code where the account has a second factor. Whether they are anyone's is for the account to say. The
    /// contract shows no new refresh token where one is traded, so its clients may keep theirs.
    /// </summary>
    public (string Email, SignIn SignIn) Checked()
    {
        var checks = new FieldChecks();
        var email = checks.Of(() => Rules.Required("email", Email, 254));
        var password = checks.Of(() => Rules.Required("password", Password, 1024));
        var device = checks.Of(() => CheckedDevice(DeviceId));
        var code = checks.Of(() => Rules.OptionalText("code", Code, 32));
        checks.Done();
        return (email, new SignIn(password, code, device, KeepsRefreshToken: true));
    }

    private static string? CheckedDevice(string? device)
        => device is null || (device.Length is > 0 and <= AccountLimits.DeviceId && device.All(character => character is >= ' ' and <= '~'))
            ? device
            : throw new ChatException("device_id", $"must be 1 to {AccountLimits.DeviceId} printable characters.");
}

/// <summary>Presents a refresh token, to trade it.</summary>
internal sealed record PresentMessengerRefreshToken(string? RefreshToken)
{
    /// <summary>The token, which is there. Whether it is any good is for the session to say.</summary>
    public string Checked() => Rules.Required("refresh_token", RefreshToken);
}
