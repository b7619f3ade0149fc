using System.Buffers.Text;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Keys;
using OrleansChat.Storage.Keys;

namespace OrleansChat.Grains.Keys;

/// <summary>What keys may be: base64, of a length. What they are good for only clients know.</summary>
internal static class KeyRules
{
    /// <summary>The same to be stored, checked.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.Invalid"/>.</exception>
    public static StoredDeviceKeys Checked(DeviceKeys keys)
    {
        CheckDevice(keys.DeviceId);
        CheckKey("identityKey", keys.IdentityKey);
        CheckId("signedPrekey", keys.SignedPrekey.KeyId);
        CheckKey("signedPrekey", keys.SignedPrekey.PublicKey);
        CheckKey("signedPrekey", keys.SignedPrekey.Signature);
        if (keys.OneTimePrekeys.Length > KeyLimits.AtATime)
            throw new ChatException("oneTimePrekeys", $"Must be at most {KeyLimits.AtATime} keys.");
        foreach (var key in keys.OneTimePrekeys)
        {
            CheckId("oneTimePrekeys", key.KeyId);
            CheckKey("oneTimePrekeys", key.PublicKey);
        }

        if (keys.OneTimePrekeys.DistinctBy(key => key.KeyId).Count() != keys.OneTimePrekeys.Length)
            throw new ChatException("oneTimePrekeys", "Must have ids of their own.");
        return new StoredDeviceKeys(
            keys.DeviceId,
            keys.IdentityKey,
            new StoredKey(keys.SignedPrekey.KeyId, keys.SignedPrekey.PublicKey),
            keys.SignedPrekey.Signature,
            [.. keys.OneTimePrekeys.Select(key => new StoredKey(key.KeyId, key.PublicKey))]);
    }

    /// <summary>Whether a device may have this id.</summary>
    public static bool IsDevice(string deviceId)
        => deviceId.Length is >= 1 and <= KeyLimits.DeviceId && deviceId.All(character => character is > ' ' and <= '~');

    private static void CheckDevice(string deviceId)
    {
        if (!IsDevice(deviceId))
            throw new ChatException("deviceId", $"Must be 1 to {KeyLimits.DeviceId} printable characters.");
    }

    private static void CheckId(string field, long id)
    {
        if (id < 0)
            throw new ChatException(field, "Must have ids of 0 or more.");
    }

    private static void CheckKey(string field, string key)
    {
        if (key.Length is < 1 or > KeyLimits.Key || !Base64.IsValid(key) || key.Any(char.IsWhiteSpace))
            throw new ChatException(field, $"Must be base64 of 1 to {KeyLimits.Key} characters.");
    }
}
