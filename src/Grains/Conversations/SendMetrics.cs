using System.Diagnostics.Metrics;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Operations;

namespace OrleansChat.Grains.Conversations;

/// <summary>What a silo counts of messages.</summary>
internal sealed class SendMetrics
{
    private readonly Counter<long> _sends;

    /// <summary>Makes the instruments.</summary>
    public SendMetrics(IMeterFactory meters) => _sends = meters.Create(GrainMetrics.MeterName).CreateCounter<long>(
        "orleanschat.messages.sent", "{message}", "Messages that were accepted (repetitions included) or refused, by outcome: accepted, or the refusal's name.");

    /// <summary>A message is stored, or was before.</summary>
    public void Accepted() => _sends.Add(1, new KeyValuePair<string, object?>("outcome", "accepted"));

    /// <summary>A message was refused.</summary>
    public void Refused(ChatError error) => _sends.Add(1, new KeyValuePair<string, object?>("outcome", error.ToString()));
}
