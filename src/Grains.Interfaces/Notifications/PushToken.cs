using Orleans;

namespace OrleansChat.Grains.Interfaces.Notifications;

/// <summary>What a device is pushed through.</summary>
[GenerateSerializer, Alias("push-platform")]
public enum PushPlatform
{
    /// <summary>An Apple device, through FCM.</summary>
    Ios,

    /// <summary>An Android device, through FCM.</summary>
    Android,

    /// <summary>A browser: the token is its subscription.</summary>
    Web,
}

/// <summary>Where a device is pushed to. A token belongs to the user who gave it last.</summary>
[GenerateSerializer, Immutable, Alias("push-token")]
public sealed record PushToken([property: Id(0)] string DeviceId, [property: Id(1)] PushPlatform Platform, [property: Id(2)] string Token);

/// <summary>How many devices are pushed to, and what a token may measure.</summary>
public static class PushLimits
{
    /// <summary>Devices of one user: the one that is not renewed for longest makes room.</summary>
    public const int Devices = 20;

    /// <summary>Characters of a device's id.</summary>
    public const int DeviceId = 128;

    /// <summary>UTF-8 bytes of a token.</summary>
    public const int Token = 4096;
}
