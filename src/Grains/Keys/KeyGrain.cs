using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Interfaces.Keys;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Grains.Rules;
using OrleansChat.Storage.Keys;
using OrleansChat.Storage.Relations;

namespace OrleansChat.Grains.Keys;

/// <summary>
/// The keys of one user's devices. They are rows: a one-time key is deleted before it is answered, so that a crash between loses it and never
/// hands it out twice.
/// </summary>
[GrainType("key")]
internal sealed partial class KeyGrain(IKeyStore store, IRelationStore relations, TimeProvider time, ILogger<KeyGrain> log) : Grain, IKeyGrain
{
    private readonly Takings _takings = new(KeyLimits.TakenPerHour, time);

    /// <inheritdoc/>
    public async Task<KeyCount> PutAsync(DeviceKeys keys)
    {
        var checkedKeys = KeyRules.Checked(keys);
        var put = await store.PutAsync(this.GetPrimaryKey(), checkedKeys, KeyLimits.Devices, KeyLimits.OneTimePrekeys, time.Stamp());
        if (put is KeyPut.TooMany)
            throw new ChatException(ChatError.LimitReached);
        if (put is KeyPut.KnownId)
            throw new ChatException("oneTimePrekeys", "Must have ids above all that this device gave before.");
        return (await CountsAsync()).Single(device => device.DeviceId == keys.DeviceId);
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<KeyBundle>> TakeAsync(Guid asker)
    {
        var owner = this.GetPrimaryKey();
        if (!await GrainFactory.GetGrain<IAccountGrain>(owner).ExistsAsync())
            throw new ChatException(ChatError.UserNotFound);
        var taken = await store.TakeAsync(owner, await MayTakeAsync(asker));
        foreach (var device in taken)
        {
            if (device is { OneTimeKey: not null, Left: KeyLimits.Low - 1 or 0 })
                _ = TellAsync(device);
        }

        return
        [
            .. taken.Select(device => new KeyBundle(
                device.DeviceId,
                device.IdentityKey,
                new SignedPrekey(device.SignedKey.Id, device.SignedKey.PublicKey, device.Signature),
                device.OneTimeKey is { } key ? new OneTimePrekey(key.Id, key.PublicKey) : null)),
        ];
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<KeyCount>> CountsAsync()
        => [.. (await store.CountAsync(this.GetPrimaryKey())).Select(device => new KeyCount(device.DeviceId, (int)device.OneTimeKeys, device.UpdatedAt))];

    /// <inheritdoc/>
    public async Task RemoveAsync(string deviceId)
    {
        if (!KeyRules.IsDevice(deviceId) || !await store.RemoveAsync(this.GetPrimaryKey(), deviceId))
            throw new ChatException(ChatError.DeviceNotFound);
    }

    /// <summary>
    /// One-time keys are for those whom the owner knows: contacts, and members of a conversation with the owner. Who is blocked gets none and
    /// cannot tell that from a device that has none left. One's own devices are not counted.
    /// </summary>
    private async Task<bool> MayTakeAsync(Guid asker)
    {
        var owner = this.GetPrimaryKey();
        if (asker == owner)
            return true;
        if ((await relations.ListVisibleAsync(asker, [owner])).Count == 0 || (await relations.ListBlockersAsync(asker, [owner])).Count > 0)
            return false;
        return _takings.TryTake(asker);
    }

    private async Task TellAsync(TakenKeys device)
    {
        try
        {
            await GrainFactory.GetGrain<IPresenceGrain>(this.GetPrimaryKey()).TellAsync(new PrekeysLow(device.DeviceId, (int)device.Left));
        }
        catch (Exception failure)
        {
            NotTold(log, this.GetPrimaryKey(), failure); // Clients count their keys when they connect, too.
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "User {UserId} could not be told that few one-time keys are left")]
    private static partial void NotTold(ILogger log, Guid userId, Exception failure);
}
