using System.Collections.Immutable;
using Orleans;

namespace OrleansChat.Grains.Interfaces.Keys;

/// <summary>A public key that a device signed with its identity key. All keys are base64 and opaque: clients check them, servers do not.</summary>
[GenerateSerializer, Immutable, Alias("signed-prekey")]
public sealed record SignedPrekey([property: Id(0)] long KeyId, [property: Id(1)] string PublicKey, [property: Id(2)] string Signature);

/// <summary>A public key that is handed out once.</summary>
[GenerateSerializer, Immutable, Alias("one-time-prekey")]
public sealed record OneTimePrekey([property: Id(0)] long KeyId, [property: Id(1)] string PublicKey);

/// <summary>What a device publishes: its keys, and one-time keys beside those that it gave before.</summary>
[GenerateSerializer, Immutable, Alias("device-keys")]
public sealed record DeviceKeys(
    [property: Id(0)] string DeviceId,
    [property: Id(1)] string IdentityKey,
    [property: Id(2)] SignedPrekey SignedPrekey,
    [property: Id(3)] ImmutableArray<OneTimePrekey> OneTimePrekeys);

/// <summary>What somebody needs to write to a device first.</summary>
/// <param name="DeviceId">The device.</param>
/// <param name="IdentityKey">Its identity key.</param>
/// <param name="SignedPrekey">Its signed key.</param>
/// <param name="OneTimePrekey">A key that nobody else gets; null when the device has none left, or the asker is given none.</param>
[GenerateSerializer, Immutable, Alias("key-bundle")]
public sealed record KeyBundle(
    [property: Id(0)] string DeviceId,
    [property: Id(1)] string IdentityKey,
    [property: Id(2)] SignedPrekey SignedPrekey,
    [property: Id(3)] OneTimePrekey? OneTimePrekey);

/// <summary>How many one-time keys a device has left.</summary>
[GenerateSerializer, Immutable, Alias("key-count")]
public sealed record KeyCount([property: Id(0)] string DeviceId, [property: Id(1)] int OneTimePrekeys, [property: Id(2)] DateTimeOffset UpdatedAt);

/// <summary>What the directory of keys holds at most.</summary>
public static class KeyLimits
{
    /// <summary>Devices of one user.</summary>
    public const int Devices = 10;

    /// <summary>One-time keys of one device.</summary>
    public const int OneTimePrekeys = 200;

    /// <summary>One-time keys in one call.</summary>
    public const int AtATime = 100;

    /// <summary>Characters of a device's id.</summary>
    public const int DeviceId = 128;

    /// <summary>Characters of a key or signature.</summary>
    public const int Key = 128;

    /// <summary>One-time keys that one user takes of another in an hour.</summary>
    public const int TakenPerHour = 30;

    /// <summary>With fewer than this the owner is asked for more.</summary>
    public const int Low = 20;
}
