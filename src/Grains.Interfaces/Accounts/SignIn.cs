using System.Collections.Immutable;
using Orleans;

namespace OrleansChat.Grains.Interfaces.Accounts;

/// <summary>Asks for a session.</summary>
/// <param name="Password">The password, plain.</param>
/// <param name="Code">A code of the second factor, or one of the backup codes; null for none.</param>
/// <param name="DeviceId">What the client calls its device, up to <see cref="AccountLimits.DeviceId"/> characters; null when it says nothing.</param>
/// <param name="KeepsRefreshToken">
/// Whether the client may never learn of new refresh tokens: one that was traded then stays good until the one it was traded for is used.
/// Otherwise each is good once.
/// </param>
[GenerateSerializer, Immutable, Alias("sign-in")]
public sealed record SignIn(
    [property: Id(0)] string Password,
    [property: Id(1)] string? Code = null,
    [property: Id(2)] string? DeviceId = null,
    [property: Id(3)] bool KeepsRefreshToken = false);

/// <summary>
/// A session that was opened or renewed: <paramref name="RefreshSecret"/> (base64url, 32 random bytes) is shown this once
/// and kept as a hash only.
/// </summary>
[GenerateSerializer, Immutable, Alias("session-grant")]
public sealed record SessionGrant(
    [property: Id(0)] Account Account,
    [property: Id(1)] Guid SessionId,
    [property: Id(2)] string RefreshSecret,
    [property: Id(3)] DateTimeOffset RefreshExpiresAt);

/// <summary>What a user needs to set up an authenticator; shown this once.</summary>
/// <param name="Secret">The shared secret in base32 (RFC 4648, without padding).</param>
/// <param name="Uri">The same as <c>otpauth://totp/…</c>, for a QR code.</param>
/// <param name="BackupCodes"><see cref="AccountLimits.BackupCodes"/> codes of eight digits, each good for one sign-in.</param>
[GenerateSerializer, Immutable, Alias("second-factor-setup")]
public sealed record SecondFactorSetup(
    [property: Id(0)] string Secret,
    [property: Id(1)] string Uri,
    [property: Id(2)] ImmutableArray<string> BackupCodes);
