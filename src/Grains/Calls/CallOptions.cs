using System.ComponentModel.DataAnnotations;
using OrleansChat.Grains.Interfaces.Calls;

namespace OrleansChat.Grains.Calls;

/// <summary>How calls run.</summary>
public sealed class CallOptions
{
    /// <summary>Its section of the configuration.</summary>
    public const string Section = "Calls";

    /// <summary>How long a call rings.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan RingTime { get; set; } = CallLimits.RingTime;
}
