using System.Collections.Immutable;
using OrleansChat.Grains.Interfaces.Keys;

namespace OrleansChat.WebFront.Contracts.Messenger.Keys;

/// <summary>What it takes to write to each device of a user.</summary>
internal sealed record MessengerUserKeys(string UserId, IReadOnlyList<MessengerDeviceKeys> Devices)
{
    /// <summary>As the contract spells it.</summary>
    public static MessengerUserKeys From(Guid userId, ImmutableArray<KeyBundle> devices)
        => new(MessengerId.OfUser(userId), [.. devices.Select(MessengerDeviceKeys.From)]);
}

/// <summary>What it takes to write to a device; the one-time key is null when there is none for the caller.</summary>
internal sealed record MessengerDeviceKeys(string DeviceId, string IdentityKey, MessengerSignedPrekey SignedPrekey, MessengerPrekey? OneTimePrekey)
{
    /// <summary>As the contract spells it.</summary>
    public static MessengerDeviceKeys From(KeyBundle bundle) => new(
        bundle.DeviceId,
        bundle.IdentityKey,
        new MessengerSignedPrekey(bundle.SignedPrekey.KeyId, bundle.SignedPrekey.PublicKey, bundle.SignedPrekey.Signature),
        bundle.OneTimePrekey is { } key ? new MessengerPrekey(key.KeyId, key.PublicKey) : null);
}

/// <summary>A public key with the device's signature.</summary>
internal sealed record MessengerSignedPrekey(long KeyId, string PublicKey, string Signature);

/// <summary>A public key that nobody else is given.</summary>
internal sealed record MessengerPrekey(long KeyId, string PublicKey);

/// <summary>How many one-time keys a device has left.</summary>
internal sealed record MessengerKeysLeft(string DeviceId, int OneTimePrekeysRemaining)
{
    /// <summary>As the contract spells it.</summary>
    public static MessengerKeysLeft From(KeyCount count) => new(count.DeviceId, count.OneTimePrekeys);
}

/// <summary>The caller's devices.</summary>
internal sealed record MessengerKeyCounts(IReadOnlyList<MessengerKeyCount> Devices)
{
    /// <summary>As the contract spells it.</summary>
    public static MessengerKeyCounts From(ImmutableArray<KeyCount> counts)
        => new([.. counts.Select(count => new MessengerKeyCount(count.DeviceId, count.OneTimePrekeys, count.UpdatedAt))]);
}

/// <summary>How many one-time keys a device has left, and when it gave keys last.</summary>
internal sealed record MessengerKeyCount(string DeviceId, int OneTimePrekeysRemaining, DateTimeOffset UpdatedAt);
