using System.Collections.Immutable;
using Orleans;
using OrleansChat.Grains.Interfaces.Accounts;

namespace OrleansChat.Grains.Accounts;

/// <summary>An account's second factor as it is kept. Every change makes a new one.</summary>
[GenerateSerializer, Immutable, Alias("account-second-factor")]
internal sealed record SecondFactor
{
    /// <summary>The secret that the authenticator shares, sealed by <see cref="Secrets.SecretBox"/>.</summary>
    [Id(0)]
    public string SealedSecret { get; init; } = "";

    /// <summary>When the first right code was given; null until then, when signing in needs none.</summary>
    [Id(1)]
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>The time step of the last code that was taken: none of it or of one before is taken again (RFC 6238, 5.2).</summary>
    [Id(2)]
    public long LastStep { get; init; }

    /// <summary>Keyed hashes of the backup codes that were not used.</summary>
    [Id(3)]
    public ImmutableArray<string> BackupCodes { get; init; } = [];

    /// <summary>Wrong codes since the last right one or the last lock.</summary>
    [Id(4)]
    public int WrongCodes { get; init; }

    /// <summary>Until when no code is taken; null when that was never.</summary>
    [Id(5)]
    public DateTimeOffset? LockedUntil { get; init; }

    /// <summary>Whether signing in needs a code.</summary>
    public bool IsOn => ConfirmedAt is not null;

    /// <summary>Whether no code is taken.</summary>
    public bool IsLocked(DateTimeOffset now) => LockedUntil > now;

    /// <summary>After a wrong code; the last of too many locks it.</summary>
    public SecondFactor Mistaken(DateTimeOffset now) => WrongCodes + 1 < AccountLimits.WrongCodes
        ? this with { WrongCodes = WrongCodes + 1 }
        : this with { WrongCodes = 0, LockedUntil = now + AccountLimits.SecondFactorLock };
}
