using System.Collections.Immutable;
using Orleans;

namespace OrleansChat.Grains.Interfaces.Outbox;

/// <summary>What waits to leave the cluster or has left it, for development (DESIGN 7). A stateless worker, key 0.</summary>
[Alias("outbox-grain")]
public interface IOutboxGrain : IGrainWithIntegerKey
{
    /// <summary>What was sent to an address or number, newest first; to anybody when it is null. Empty where nothing is kept.</summary>
    [Alias("list")]
    Task<ImmutableArray<OutboxEntry>> ListAsync(string? recipient);
}

/// <summary>How something leaves the cluster.</summary>
[GenerateSerializer, Alias("outbox-channel")]
public enum OutboxChannel
{
    /// <summary>Mail.</summary>
    Email,

    /// <summary>A text message.</summary>
    Sms,

    /// <summary>A push to a device.</summary>
    Push,
}

/// <summary>One thing that leaves the cluster.</summary>
/// <param name="Recipient">The address, number or device.</param>
/// <param name="Channel">How.</param>
/// <param name="Subject">Of a mail; otherwise null.</param>
/// <param name="Body">The text.</param>
/// <param name="Token">The token or code that the text carries; null when it carries none.</param>
/// <param name="CreatedAt">When it was queued.</param>
[GenerateSerializer, Immutable, Alias("outbox-entry")]
public sealed record OutboxEntry(
    [property: Id(0)] string Recipient,
    [property: Id(1)] OutboxChannel Channel,
    [property: Id(2)] string? Subject,
    [property: Id(3)] string Body,
    [property: Id(4)] string? Token,
    [property: Id(5)] DateTimeOffset CreatedAt);
