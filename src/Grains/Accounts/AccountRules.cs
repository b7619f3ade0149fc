using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Rules;

namespace OrleansChat.Grains.Accounts;

/// <summary>What names, addresses, passwords and profiles may be.</summary>
internal static partial class AccountRules
{
    private const int EmailLength = 254;
    private const int LocalPartLength = 64;

    /// <summary>Refuses an account that breaks a rule.</summary>
    public static void Check(NewAccount account)
    {
        if (account.Username is not null)
            CheckUsername(account.Username);
        CheckEmail(account.Email);
        TextRules.Check("password", account.Password, AccountLimits.PasswordMinimum, AccountLimits.Password);
        CheckFullName(account.FullName);
        if (account.Phone is not null && !PhoneNumber().IsMatch(account.Phone))
            throw new ChatException("phone", "Must be a phone number of 7 to 15 digits with its country code, as in +84123456789.");
    }

    /// <summary>Refuses what a client may not call its device.</summary>
    public static void CheckDevice(string? deviceId)
    {
        if (deviceId is not null && (deviceId.Length is 0 or > AccountLimits.DeviceId || !deviceId.All(character => character is >= ' ' and <= '~')))
            throw new ChatException("deviceId", $"Must have 1 to {AccountLimits.DeviceId} printable characters.");
    }

    /// <summary>Refuses a change that breaks a rule.</summary>
    public static void Check(AccountChange change)
    {
        if (change.Username.IsSet)
            CheckUsername(change.Username.Value);
        if (change.Avatar.IsSet)
            TextRules.CheckWebAddress("avatar", change.Avatar.Value, AccountLimits.Avatar);
        if (change.StatusMessage.IsSet)
            TextRules.CheckOptional("statusMessage", change.StatusMessage.Value, AccountLimits.StatusMessage);
        if (change.FullName.IsSet)
            CheckFullName(change.FullName.Value);
        if (change.Bio.IsSet)
            TextRules.CheckOptional("bio", change.Bio.Value, AccountLimits.Bio);
    }

    private static void CheckUsername([NotNull] string? name)
    {
        TextRules.Check("username", name, AccountLimits.UsernameMinimum, AccountLimits.Username);
        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            throw new ChatException("username", "May contain letters, digits and underscores only.");
    }

    private static void CheckEmail([NotNull] string? address)
    {
        TextRules.Check("email", address, 3, EmailLength);
        if (!EmailAddress().IsMatch(address) || address.Contains("..", StringComparison.Ordinal) || address.IndexOf('@', StringComparison.Ordinal) > LocalPartLength)
            throw new ChatException("email", "Must be a valid e-mail address.");
    }

    private static void CheckFullName(string? name)
    {
        if (name is null)
            return;
        TextRules.Check("fullName", name, 1, AccountLimits.FullName);
        if (string.IsNullOrWhiteSpace(name))
            throw new ChatException("fullName", "Must not be blank.");
    }

    // A dot-separated local part, then two labels or more.
    [GeneratedRegex(@"\A[A-Za-z0-9!#$%&'*+/=?^_`{|}~-][A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]*(?<!\.)@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex EmailAddress();

    // E.164: the country code, then the rest.
    [GeneratedRegex(@"\A\+[1-9][0-9]{6,14}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PhoneNumber();
}
