using System.ComponentModel.DataAnnotations;

namespace OrleansChat.Grains.Presence;

/// <summary>How presence is kept.</summary>
public sealed class PresenceOptions
{
    /// <summary>Its section of the configuration.</summary>
    public const string Section = "Presence";

    /// <summary>How long a user without a connection still counts as online, so that a reconnect goes unnoticed; short, since contacts wait for it.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan OfflineGrace { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often presence makes sure that a user's fronts still live.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan CheckPeriod { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the events of a conversation wait for the answer where its members are; who is not found in time has missed them and resumes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often an active conversation asks again where its members are.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan WatchRenewal { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long presence tells a conversation that did not ask again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan WatchLease { get; set; } = TimeSpan.FromMinutes(16);
}
