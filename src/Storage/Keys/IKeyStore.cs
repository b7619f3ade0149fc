using OrleansChat.Storage.Accounts;

namespace OrleansChat.Storage.Keys;

/// <summary>The public keys of devices. All are opaque text.</summary>
public interface IKeyStore : IForgetsAccounts
{
    /// <summary>
    /// Stores the keys of a device; its one-time keys come to those that it has. With another identity key the device begins anew, without
    /// the keys that it had.
    /// </summary>
    /// <param name="userId">The owner.</param>
    /// <param name="device">The keys; the ids of one-time keys differ.</param>
    /// <param name="maxDevices">Devices of one user.</param>
    /// <param name="maxKeys">One-time keys of one device.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<KeyPut> PutAsync(
        Guid userId, StoredDeviceKeys device, int maxDevices, int maxKeys, DateTimeOffset now, CancellationToken cancellationToken = default);

    /// <summary>
    /// The keys of every device of a user, with a one-time key of each where <paramref name="oneTime"/>: those are gone from the store when this
    /// answers, so that nobody gets them again.
    /// </summary>
    Task<IReadOnlyList<TakenKeys>> TakeAsync(Guid userId, bool oneTime, CancellationToken cancellationToken = default);

    /// <summary>How many one-time keys each device has.</summary>
    Task<IReadOnlyList<StoredKeyCount>> CountAsync(Guid userId, CancellationToken cancellationToken = default);

    /// <summary>Removes a device and its keys; false when there is none.</summary>
    Task<bool> RemoveAsync(Guid userId, string deviceId, CancellationToken cancellationToken = default);
}

/// <summary>What came of storing keys.</summary>
public enum KeyPut
{
    /// <summary>They are stored.</summary>
    Stored,

    /// <summary>There would be too many devices, or keys; nothing is stored.</summary>
    TooMany,

    /// <summary>A one-time key's id is none above all that the device gave before; nothing is stored.</summary>
    KnownId,
}

/// <summary>A public key by its id.</summary>
public sealed record StoredKey(long Id, string PublicKey);

/// <summary>What a device publishes.</summary>
public sealed record StoredDeviceKeys(
    string DeviceId, string IdentityKey, StoredKey SignedKey, string Signature, IReadOnlyList<StoredKey> OneTimeKeys);

/// <summary>What was found of a device: its one-time key, if there was one, and how many are left.</summary>
public sealed record TakenKeys(string DeviceId, string IdentityKey, StoredKey SignedKey, string Signature, StoredKey? OneTimeKey, long Left);

/// <summary>How many one-time keys a device has.</summary>
public sealed record StoredKeyCount(string DeviceId, long OneTimeKeys, DateTimeOffset UpdatedAt);
