using System.Diagnostics.Metrics;
using OrleansChat.Grains.Interfaces.Outbox;
using OrleansChat.Grains.Operations;

namespace OrleansChat.Grains.Outbox;

/// <summary>What a silo counts of what leaves the cluster.</summary>
internal sealed class OutboxCounts(IMeterFactory meters)
{
    private readonly Counter<long> _attempts = meters.Create(GrainMetrics.MeterName).CreateCounter<long>(
        "orleanschat.outbox.attempts", "{attempt}", "Mails, text messages and pushes that were to be sent, by channel and outcome: sent, failed or given_up.");

    /// <summary>It was sent.</summary>
    public void Sent(OutboxChannel channel) => Count(channel, "sent");

    /// <summary>It was not sent, and is tried again or given up.</summary>
    public void Failed(OutboxChannel channel, bool again) => Count(channel, again ? "failed" : "given_up");

    private void Count(OutboxChannel channel, string outcome) => _attempts.Add(
        1, new KeyValuePair<string, object?>("channel", channel.ToString().ToLowerInvariant()), new KeyValuePair<string, object?>("outcome", outcome));
}
