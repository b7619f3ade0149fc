using System.ComponentModel.DataAnnotations;

namespace OrleansChat.Grains.Outbox;

/// <summary>How mails, text messages and pushes are sent; section <c>Outbox</c> of the configuration.</summary>
public sealed class OutboxOptions
{
    /// <summary>Its section of the configuration.</summary>
    public const string Section = "Outbox";

    /// <summary>
    /// Whether what was sent, or has no channel that is configured, is kept with its text (the newest 1,000), for <c>GET /dev/outbox</c>. In
    /// Development by default.
    /// </summary>
    public bool Keep { get; set; }

    /// <summary>How often a silo looks for what is due.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan Period { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one attempt may take; as long again, and another silo may try.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}
