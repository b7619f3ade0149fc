using Orleans;

namespace OrleansChat.Grains.Interfaces.Events;

/// <summary>To the connections of a device's owner: few one-time keys of the device are left, or none.</summary>
[GenerateSerializer, Immutable, Alias("prekeys-low")]
public sealed record PrekeysLow([property: Id(0)] string DeviceId, [property: Id(1)] int Remaining) : ChatEvent;
