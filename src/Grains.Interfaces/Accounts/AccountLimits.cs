namespace OrleansChat.Grains.Interfaces.Accounts;

/// <summary>How much an account may hold; lengths in UTF-16 units.</summary>
public static class AccountLimits
{
    /// <summary>Characters of a username at least.</summary>
    public const int UsernameMinimum = 3;

    /// <summary>Characters of a username at most.</summary>
    public const int Username = 50;

    /// <summary>Characters of a password at least.</summary>
    public const int PasswordMinimum = 8;

    /// <summary>Characters of a password at most.</summary>
    public const int Password = 128;

    /// <summary>Characters of a full name at most.</summary>
    public const int FullName = 100;

    /// <summary>Characters of what users tell of themselves at most.</summary>
    public const int Bio = 500;

    /// <summary>Characters of a status message at most.</summary>
    public const int StatusMessage = 200;

    /// <summary>Characters of a picture's URL at most.</summary>
    public const int Avatar = 2048;

    /// <summary>Characters of a client's name for its device at most.</summary>
    public const int DeviceId = 128;

    /// <summary>Backup codes of a second factor.</summary>
    public const int BackupCodes = 10;

    /// <summary>How many wrong codes lock a second factor.</summary>
    public const int WrongCodes = 10;

    /// <summary>For how long a second factor is locked.</summary>
    public static readonly TimeSpan SecondFactorLock = TimeSpan.FromMinutes(15);
}
