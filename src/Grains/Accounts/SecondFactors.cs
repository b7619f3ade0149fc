using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Secrets;

namespace OrleansChat.Grains.Accounts;

/// <summary>Makes second factors and checks their codes.</summary>
internal sealed class SecondFactors(SecretBox box, IOptions<AccountOptions> options)
{
    private const int BackupDigits = 8;
    private const int BackupCodesBelow = 100_000_000;

    /// <summary>A new second factor, not confirmed yet, and what its owner is shown of it.</summary>
    public (SecondFactor Factor, SecondFactorSetup Setup) Begin(Guid accountId, string email)
    {
        var secret = RandomNumberGenerator.GetBytes(Totp.SecretBytes);
        var backup = NewBackupCodes();
        var factor = new SecondFactor
        {
            SealedSecret = box.Seal(secret, SecretPurpose(accountId)),
            BackupCodes = [.. backup.Select(code => box.Hash(code, BackupPurpose(accountId)))],
        };
        return (factor, new SecondFactorSetup(Totp.Base32(secret), Totp.Uri(options.Value.Issuer, email, secret), [.. backup]));
    }

    /// <summary>The second factor after a code of the authenticator, which is never taken again; null when it is wrong.</summary>
    public SecondFactor? Use(SecondFactor factor, Guid accountId, string code, DateTimeOffset now) =>
        Totp.Find(box.Open(factor.SealedSecret, SecretPurpose(accountId)), code, now, factor.LastStep) is { } step
            ? factor with { LastStep = step, ConfirmedAt = factor.ConfirmedAt ?? now, WrongCodes = 0 }
            : null;

    /// <summary>The second factor without a backup code that was given; null when it has none such.</summary>
    public SecondFactor? UseBackup(SecondFactor factor, Guid accountId, string code)
    {
        if (code.Length != BackupDigits)
            return null;
        string? found = null;
        foreach (var hash in factor.BackupCodes)
            found = box.Matches(hash, code, BackupPurpose(accountId)) ? hash : found;
        return found is null ? null : factor with { BackupCodes = factor.BackupCodes.Remove(found), WrongCodes = 0 };
    }

    private static List<string> NewBackupCodes()
    {
        var codes = new HashSet<string>();
        while (codes.Count < AccountLimits.BackupCodes)
            codes.Add(RandomNumberGenerator.GetInt32(BackupCodesBelow).ToString($"D{BackupDigits}", CultureInfo.InvariantCulture));
        return [.. codes];
    }

    private static string SecretPurpose(Guid accountId) => $"second-factor/{accountId:N}";

    private static string BackupPurpose(Guid accountId) => $"backup-code/{accountId:N}";
}
