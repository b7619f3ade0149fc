using OrleansChat.Storage.Outbox;

namespace OrleansChat.Grains.Outbox;

/// <summary>The one way out of the cluster: mail, text messages and pushes.</summary>
internal interface IOutbox
{
    /// <summary>Queues a message, durably: it will be sent, at least once, if it can be. Repeating it (the same id) queues nothing more.</summary>
    Task QueueAsync(OutboxMessage message);
}

/// <summary>One kind of message, and whoever takes it from here.</summary>
internal interface IOutboxChannel
{
    /// <summary>Which.</summary>
    Interfaces.Outbox.OutboxChannel Channel { get; }

    /// <summary>Whether it is configured.</summary>
    bool IsOn { get; }

    /// <summary>Hands a message over; when this answers it was taken.</summary>
    Task SendAsync(OutboxMessage message, CancellationToken cancellationToken);
}
