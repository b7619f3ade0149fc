using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OrleansChat.Grains.Interfaces.Accounts;

namespace OrleansChat.Grains.Accounts;

/// <summary>Usernames for accounts that were made without one, to be tried in this order until one is free.</summary>
internal static class DerivedUsernames
{
    private const int Counted = 4;
    private const int Random = 4;
    private const int RandomBelow = 1_000_000;
    private const string Nobody = "user";

    /// <summary>Of the address' local part, or of the full name when that leaves too little: <c>ann</c>, <c>ann_2</c>, …, <c>ann_483920</c>.</summary>
    public static IEnumerable<string> Of(string email, string? fullName)
    {
        var local = Plain(email[..email.IndexOf('@', StringComparison.Ordinal)]);
        var full = Plain(fullName ?? "");
        var name = local.Length >= AccountLimits.UsernameMinimum ? local : full.Length >= AccountLimits.UsernameMinimum ? full : Nobody;
        yield return Cut(name, "");
        for (var number = 2; number <= Counted; number++)
            yield return Cut(name, string.Create(CultureInfo.InvariantCulture, $"_{number}"));
        for (var attempt = 0; attempt < Random; attempt++)
            yield return Cut(name, string.Create(CultureInfo.InvariantCulture, $"_{RandomNumberGenerator.GetInt32(RandomBelow):D6}"));
    }

    private static string Cut(string name, string ending) =>
        string.Concat(name.AsSpan(0, Math.Min(name.Length, AccountLimits.Username - ending.Length)), ending);

    /// <summary>Letters and digits of ASCII in lower case, and one underscore for whatever stands between them.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (char.IsAsciiLetterOrDigit(character))
                plain.Append(char.ToLowerInvariant(character));
            else if (plain.Length > 0 && plain[^1] != '_')
                plain.Append('_');
        }

        return plain.ToString().Trim('_');
    }
}
