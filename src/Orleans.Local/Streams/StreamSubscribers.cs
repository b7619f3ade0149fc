using System.Collections.Concurrent;
using Orleans.Runtime;
using Orleans.Streams;

namespace Orleans.Local;

/// <summary>What a subscriber does with an event.</summary>
internal delegate Task StreamHandler(object? item, StreamSequenceToken token);

/// <summary>A subscription of a subscriber to a stream.</summary>
internal sealed record StreamSubscription(Guid Id, StreamKey Key, StreamSubscriber Subscriber)
{
    public bool Equals(StreamSubscription? other) => other?.Id == Id;

    public override int GetHashCode() => Id.GetHashCode();
}

/// <summary>Who listens to a stream.</summary>
internal abstract class StreamSubscriber
{
    public abstract void Attach(Guid subscription, StreamHandler handler);

    public abstract void Detach(Guid subscription);

    /// <summary>Brings an event; completes when it was taken.</summary>
    public abstract Task DeliverAsync(StreamSubscription subscription, object? item, StreamSequenceToken token, SiloNode sender);
}

/// <summary>Code outside grains: its handler is kept here.</summary>
internal sealed class ClientSubscriber(Node node) : StreamSubscriber
{
    private readonly ConcurrentDictionary<Guid, StreamHandler> _handlers = new();

    public Node Node => node;

    public override void Attach(Guid subscription, StreamHandler handler) => _handlers[subscription] = handler;

    public override void Detach(Guid subscription) => _handlers.TryRemove(subscription, out _);

    public override Task DeliverAsync(StreamSubscription subscription, object? item, StreamSequenceToken token, SiloNode sender) =>
        !node.IsDead && _handlers.TryGetValue(subscription.Id, out var handler) ? handler(item, token) : Task.CompletedTask;
}

/// <summary>A grain: its handlers are kept by its activation, and have to be attached anew by the next one.</summary>
internal sealed class GrainSubscriber(GrainId grainId) : StreamSubscriber
{
    public GrainId GrainId => grainId;

    public override void Attach(Guid subscription, StreamHandler handler) => Current.Streams.Attach(subscription, handler);

    public override void Detach(Guid subscription)
    {
        if (RuntimeContext.Current is { } activation && activation.GrainId == grainId) activation.Streams.Detach(subscription);
    }

    public override Task DeliverAsync(StreamSubscription subscription, object? item, StreamSequenceToken token, SiloNode sender)
    {
        var request = new StreamDelivery(subscription, item, token) { Reference = sender.References.CreateUntyped(grainId) };
        sender.Dispatch(request);
        return request.Outcome;
    }

    private Activation Current => RuntimeContext.Current is { } activation && activation.GrainId == grainId
        ? activation
        : throw new InvalidOperationException($"Only {grainId} can listen by a subscription of its own.");
}
