using Orleans.Runtime;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Orleans.Local;

/// <summary>The subscriptions for which one activation listens.</summary>
internal sealed class StreamConsumers(Activation activation)
{
    private readonly Dictionary<Guid, StreamHandler> _handlers = [];

    public void Attach(Guid subscription, StreamHandler handler) => _handlers[subscription] = handler;

    public void Detach(Guid subscription) => _handlers.Remove(subscription);

    /// <summary>Takes an event; one for which the grain does not listen is passed over.</summary>
    public async Task DeliverAsync(StreamSubscription subscription, object? item, StreamSequenceToken token)
    {
        if (!_handlers.ContainsKey(subscription.Id) && activation.GrainInstance is IStreamSubscriptionObserver observer)
            await observer.OnSubscribed(new HandleFactory(activation.Silo.Cluster.Streams, subscription));
        if (_handlers.TryGetValue(subscription.Id, out var handler)) await handler(item, token);
    }

    private sealed class HandleFactory(StreamHub hub, StreamSubscription subscription) : IStreamSubscriptionHandleFactory
    {
        public StreamId StreamId => subscription.Key.Id;

        public string ProviderName => subscription.Key.Provider;

        public StreamSubscriptionHandle<T> Create<T>() => new LocalStreamHandle<T>(hub, subscription);
    }
}

/// <summary>An event on its way to a grain.</summary>
internal sealed class StreamDelivery : InternalRequest
{
    private static readonly RequestMethod Description = new(
        typeof(IStreamDelivery), typeof(IStreamDelivery).GetMethod(nameof(IStreamDelivery.DeliverAsync))!);

    private readonly StreamSubscription _subscription;
    private readonly object? _item;
    private readonly StreamSequenceToken _token;

    public StreamDelivery(StreamSubscription subscription, object? item, StreamSequenceToken token)
        : base(Description)
    {
        _subscription = subscription;
        _item = item;
        _token = token;
        IsOneWay = false;
    }

    public override Task InvokeOn(Activation activation) => activation.Streams.DeliverAsync(_subscription, _item, _token);
}

/// <summary>What an event looks like to call filters.</summary>
internal interface IStreamDelivery
{
    Task DeliverAsync();
}
