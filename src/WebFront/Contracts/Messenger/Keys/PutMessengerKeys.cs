using System.Collections.Immutable;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Keys;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Contracts.Messenger.Keys;

/// <summary>The keys of a device; one-time keys come to those that it gave before.</summary>
internal sealed record PutMessengerKeys(
    string? DeviceId, string? IdentityKey, PutMessengerSignedPrekey? SignedPrekey, ImmutableArray<PutMessengerPrekey?>? OneTimePrekeys)
{
    /// <summary>As grains are told, as far as everything is there.</summary>
    public DeviceKeys Checked()
    {
        var signed = SignedPrekey ?? throw new ChatException("signed_prekey", "is required.");
        return new DeviceKeys(
            Rules.Required("device_id", DeviceId),
            Rules.Required("identity_key", IdentityKey),
            new SignedPrekey(
                Rules.Required("signed_prekey.key_id", signed.KeyId),
                Rules.Required("signed_prekey.public_key", signed.PublicKey),
                Rules.Required("signed_prekey.signature", signed.Signature)),
            [.. (OneTimePrekeys ?? []).Select((key, index) => Checked(key, $"one_time_prekeys[{index}]"))]);
    }

    private static OneTimePrekey Checked(PutMessengerPrekey? key, string field) => new(
        Rules.Required($"{field}.key_id", (key ?? throw new ChatException(field, "must be an object.")).KeyId),
        Rules.Required($"{field}.public_key", key.PublicKey));
}

/// <summary>A public key with the device's signature.</summary>
internal sealed record PutMessengerSignedPrekey(long? KeyId, string? PublicKey, string? Signature);

/// <summary>A public key.</summary>
internal sealed record PutMessengerPrekey(long? KeyId, string? PublicKey);
