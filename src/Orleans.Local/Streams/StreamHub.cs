using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Orleans.Runtime;
using Orleans.Streams;

namespace Orleans.Local;

/// <summary>The memory streams of a cluster: who listens to which, and the events that are on their way.</summary>
internal sealed class StreamHub
{
    private readonly ConcurrentDictionary<StreamKey, ImmutableArray<StreamSubscription>> _subscriptions = new();
    private readonly ConcurrentDictionary<Guid, DeliveryQueue> _queues = new();
    private long _lastSequence;

    public void Publish(StreamKey key, object? item, SiloNode sender)
    {
        var token = new EventToken(Interlocked.Increment(ref _lastSequence));
        foreach (var subscription in ExplicitOf(key)) Enqueue(subscription, item, token, sender);
        foreach (var grainClass in GrainCatalog.Instance.Classes)
            if (Listens(grainClass, key))
                Enqueue(ImplicitOf(key, grainClass), item, token, sender);
    }

    public StreamSubscription Subscribe(StreamKey key, StreamSubscriber subscriber)
    {
        var subscription = new StreamSubscription(Guid.NewGuid(), key, subscriber);
        _subscriptions.AddOrUpdate(key, [subscription], (_, existing) => existing.Add(subscription));
        return subscription;
    }

    public void Unsubscribe(StreamSubscription subscription)
    {
        var rest = _subscriptions.AddOrUpdate(
            subscription.Key, [], (_, existing) => existing.RemoveAll(one => one.Id == subscription.Id));
        if (rest.IsEmpty) _subscriptions.TryRemove(new(subscription.Key, rest));
        if (_queues.TryGetValue(subscription.Id, out var queue)) queue.Clear();
    }

    /// <summary>The subscription that a grain has by its class; null when it has none to this stream.</summary>
    public static StreamSubscription? ImplicitSubscriptionOf(StreamKey key, Activation activation) =>
        Listens(activation.Class, key) && ImplicitOf(key, activation.Class) is { Subscriber: GrainSubscriber grain } subscription
        && grain.GrainId == activation.GrainId
            ? subscription
            : null;

    public IEnumerable<StreamSubscription> SubscriptionsOf(StreamKey key, Activation activation)
    {
        var found = ExplicitOf(key).Where(one => one.Subscriber is GrainSubscriber grain && grain.GrainId == activation.GrainId);
        return ImplicitSubscriptionOf(key, activation) is { } own ? found.Prepend(own) : found;
    }

    public IEnumerable<StreamSubscription> SubscriptionsOf(StreamKey key, Node node) =>
        ExplicitOf(key).Where(one => one.Subscriber is ClientSubscriber client && client.Node == node);

    public void Forget(Guid subscription, DeliveryQueue queue) => _queues.TryRemove(new(subscription, queue));

    private static bool Listens(GrainClass grainClass, StreamKey key) =>
        grainClass.Subscriptions.Count > 0 && grainClass.Subscriptions.Any(one => one.Matches(key.Id.GetNamespace()));

    // The same each time, without being kept anywhere.
    private static StreamSubscription ImplicitOf(StreamKey key, GrainClass grainClass)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{grainClass.GrainType}|{key.Provider}|{key.Id}"));
        return new StreamSubscription(new Guid(hash.AsSpan(0, 16)), key, new GrainSubscriber(ConsumerOf(key.Id, grainClass)));
    }

    private static GrainId ConsumerOf(StreamId stream, GrainClass grainClass)
    {
        var type = grainClass.Type;
        var key = stream.GetKeyAsString();
        IdSpan grainKey;
        if (typeof(IGrainWithIntegerKey).IsAssignableFrom(type)) grainKey = GrainIdKeyExtensions.CreateIntegerKey(ParseInteger(key));
        else if (typeof(IGrainWithGuidCompoundKey).IsAssignableFrom(type)) grainKey = GrainIdKeyExtensions.CreateGuidKey(Guid.Parse(key), stream.GetNamespace());
        else if (typeof(IGrainWithIntegerCompoundKey).IsAssignableFrom(type)) grainKey = GrainIdKeyExtensions.CreateIntegerKey(ParseInteger(key), stream.GetNamespace());
        else grainKey = IdSpan.Create(key);
        return GrainId.Create(grainClass.GrainType, grainKey);
    }

    private static long ParseInteger(string key) => long.Parse(key, System.Globalization.CultureInfo.InvariantCulture);

    private ImmutableArray<StreamSubscription> ExplicitOf(StreamKey key) => _subscriptions.GetValueOrDefault(key, []);

    private void Enqueue(StreamSubscription subscription, object? item, StreamSequenceToken token, SiloNode sender)
    {
        while (!_queues.GetOrAdd(subscription.Id, _ => new DeliveryQueue(this, subscription)).TryEnqueue(item, token, sender))
        {
            // That queue had just run dry and left; there is a new one next time.
        }
    }

    [GenerateSerializer, Immutable]
    internal sealed class EventToken(long sequenceNumber) : StreamSequenceToken
    {
        [Id(0)]
        public override long SequenceNumber { get; protected set; } = sequenceNumber;

        [Id(1)]
        public override int EventIndex { get; protected set; }
    }
}
