using Orleans.Runtime;
using Orleans.Streams;

namespace Orleans.Local;

/// <summary>The memory streams of one name, for one node.</summary>
internal sealed class MemoryStreamProvider(string name, Node node) : IStreamProvider
{
    public string Name => name;

    public bool IsRewindable => false;

    public IAsyncStream<T> GetStream<T>(StreamId streamId) => new LocalStream<T>(node, new StreamKey(name, streamId));
}

/// <summary>A stream of a provider.</summary>
internal readonly record struct StreamKey(string Provider, StreamId Id);

/// <summary>A memory stream as one node sees it.</summary>
internal sealed class LocalStream<T>(Node node, StreamKey key) : IAsyncStream<T>
{
    private readonly StreamHub _hub = node.Cluster.Streams;

    public bool IsRewindable => false;

    public string ProviderName => key.Provider;

    public StreamId StreamId => key.Id;

    public Task OnNextAsync(T item, StreamSequenceToken? token = null)
    {
        _hub.Publish(key, node.CopyEvent(item, typeof(T)), Sender);
        return Task.CompletedTask;
    }

    public Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        foreach (var item in batch) _hub.Publish(key, node.CopyEvent(item, typeof(T)), Sender);
        return Task.CompletedTask;
    }

    public Task OnCompletedAsync() => throw new NotSupportedException("A memory stream does not end.");

    public Task OnErrorAsync(Exception ex) => throw new NotSupportedException("A memory stream carries no errors.");

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var subscription = RuntimeContext.Current is { } activation
            ? StreamHub.ImplicitSubscriptionOf(key, activation) ?? _hub.Subscribe(key, new GrainSubscriber(activation.GrainId))
            : _hub.Subscribe(key, new ClientSubscriber(node));
        StreamSubscriptionHandle<T> handle = new LocalStreamHandle<T>(_hub, subscription);
        return handle.ResumeAsync(observer);
    }

    public Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles()
    {
        IEnumerable<StreamSubscription> found = RuntimeContext.Current is { } activation
            ? _hub.SubscriptionsOf(key, activation)
            : _hub.SubscriptionsOf(key, node);
        return Task.FromResult<IList<StreamSubscriptionHandle<T>>>([.. found.Select(one => new LocalStreamHandle<T>(_hub, one))]);
    }

    private SiloNode Sender => RuntimeContext.Current?.Silo ?? node as SiloNode ?? node.Cluster.Silos.FirstOrDefault()
        ?? throw new SiloUnavailableException("No silo takes events: the cluster has not started, or is shutting down.");
}
