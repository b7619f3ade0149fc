using System.Collections.Immutable;
using Orleans;
using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.Grains.Interfaces.Keys;

/// <summary>The public keys of a user's devices, for end-to-end encryption. Keyed by user id.</summary>
[Alias("key-grain")]
public interface IKeyGrain : IGrainWithGuidKey
{
    /// <summary>Publishes the keys of a device; its one-time keys come to those that it has.</summary>
    /// <exception cref="ChatException">
    /// <see cref="ChatError.Invalid"/> (also when the id of a one-time key is none above all that the device gave before), <see cref="ChatError.LimitReached"/>.
    /// </exception>
    [Alias("put")]
    Task<KeyCount> PutAsync(DeviceKeys keys);

    /// <summary>Keys of every device for <paramref name="asker"/>; a one-time key is handed out once, whatever fails after it.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.UserNotFound"/>.</exception>
    [Alias("take")]
    Task<ImmutableArray<KeyBundle>> TakeAsync(Guid asker);

    /// <summary>What each device has left.</summary>
    [Alias("counts")]
    Task<ImmutableArray<KeyCount>> CountsAsync();

    /// <summary>Removes a device and its keys.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.DeviceNotFound"/>.</exception>
    [Alias("remove")]
    Task RemoveAsync(string deviceId);
}
