using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Rules;

namespace OrleansChat.Grains.Accounts;

/// <summary>What names, addresses, passwords and profiles may be.</summary>
internal static partial class AccountRules
{
    /// <summary>Characters of a password at most.</summary>
    public const int PasswordLength = 128;

    private const int EmailLength = 254;
    private const int LocalPartLength = 64;
    private const int StatusMessageLength = 200;
    private const int AvatarLength = 2048;

    /// <summary>Refuses an account that breaks a rule.</summary>
    public static void Check(NewAccount account)
    {
        CheckUsername(account.Username);
        CheckEmail(account.Email);
        CheckPassword(account.Password);
    }

    /// <summary>Refuses a change that breaks a rule.</summary>
    public static void Check(AccountChange change)
    {
        if (change.Username.IsSet)
            CheckUsername(change.Username.Value);
        if (change.Avatar.IsSet)
            TextRules.CheckWebAddress("avatar", change.Avatar.Value, AvatarLength);
        if (change.StatusMessage.IsSet)
            TextRules.CheckOptional("statusMessage", change.StatusMessage.Value, StatusMessageLength);
    }

    private static void CheckUsername([NotNull] string? name)
    {
        TextRules.Check("username", name, 3, 50);
        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            throw new ChatException("username", "May contain letters, digits and underscores only.");
    }

    private static void CheckEmail([NotNull] string? address)
    {
        TextRules.Check("email", address, 3, EmailLength);
        if (!EmailAddress().IsMatch(address) || address.Contains("..", StringComparison.Ordinal) || address.IndexOf('@', StringComparison.Ordinal) > LocalPartLength)
            throw new ChatException("email", "Must be a valid e-mail address.");
    }

    private static void CheckPassword([NotNull] string? password)
    {
        TextRules.Check("password", password, 8, PasswordLength);
        if (!password.Any(char.IsUpper) || !password.Any(char.IsLower) || !password.Any(char.IsDigit))
            throw new ChatException("password", "Must contain an upper-case letter, a lower-case letter and a digit.");
    }

    // A dot-separated local part, then two labels or more.
    [GeneratedRegex(@"\A[A-Za-z0-9!#$%&'*+/=?^_`{|}~-][A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]*(?<!\.)@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex EmailAddress();
}
