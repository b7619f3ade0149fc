using System.Collections.Concurrent;
using System.Collections.Immutable;
using Orleans;
using Orleans.Runtime;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace OrleansChat.Semantics.Tests.Streams;

[GenerateSerializer, Immutable, Alias("numbered")]
public sealed record Numbered([property: Id(0)] int Number);

public interface IProducerGrain : IGrainWithGuidKey
{
    Task ProduceAsync(string ns, Guid stream, int from, int count);
}

public sealed class ProducerGrain : Grain, IProducerGrain
{
    public async Task ProduceAsync(string ns, Guid stream, int from, int count)
    {
        var events = this.GetStreamProvider("events").GetStream<Numbered>(StreamId.Create(ns, stream));
        for (var number = from; number < from + count; number++) await events.OnNextAsync(new Numbered(number));
    }
}

/// <summary>What arrived, by stream, for tests to wait on.</summary>
internal sealed class Arrivals
{
    private static readonly ConcurrentDictionary<Guid, Arrivals> All = new();

    private readonly List<int> _numbers = [];
    private readonly List<(int Count, TaskCompletionSource<ImmutableArray<int>> Done)> _waiting = [];

    public static Arrivals Of(Guid stream) => All.GetOrAdd(stream, _ => new Arrivals());

    public void Add(int number)
    {
        lock (_numbers)
        {
            _numbers.Add(number);
            foreach (var (count, done) in _waiting)
                if (_numbers.Count >= count)
                    done.TrySetResult([.. _numbers]);
        }
    }

    public Task<ImmutableArray<int>> CountAsync(int count)
    {
        lock (_numbers)
        {
            if (_numbers.Count >= count) return Task.FromResult(_numbers.ToImmutableArray());
            var done = new TaskCompletionSource<ImmutableArray<int>>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((count, done));
            return done.Task.Within();
        }
    }
}

public interface IListenerGrain : IGrainWithGuidKey
{
    Task ListenAsync(Guid stream);

    Task<int> StopListeningAsync(Guid stream);

    Task LeaveAsync();
}

public sealed class ListenerGrain : Grain, IListenerGrain
{
    private static readonly ConcurrentDictionary<Guid, Guid> Streams = new();

    public Task ListenAsync(Guid stream)
    {
        Streams[this.GetPrimaryKey()] = stream;
        return Stream(stream).SubscribeAsync((item, _) => HearAsync(item));
    }

    public async Task<int> StopListeningAsync(Guid stream)
    {
        var handles = await Stream(stream).GetAllSubscriptionHandles();
        foreach (var handle in handles) await handle.UnsubscribeAsync();
        return handles.Count;
    }

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (!Streams.TryGetValue(this.GetPrimaryKey(), out var stream)) return;
        foreach (var handle in await Stream(stream).GetAllSubscriptionHandles())
            await handle.ResumeAsync((item, _) => HearAsync(item));
    }

    private Task HearAsync(Numbered item)
    {
        Arrivals.Of(this.GetPrimaryKey()).Add(item.Number);
        return Task.CompletedTask;
    }

    private IAsyncStream<Numbered> Stream(Guid stream) =>
        this.GetStreamProvider("events").GetStream<Numbered>(StreamId.Create("explicit", stream));
}

public interface IImplicitGrain : IGrainWithGuidKey;

/// <summary>Hears a stream of its own key by its class alone, subscribing when it is activated.</summary>
[ImplicitStreamSubscription("implicit")]
public sealed class ImplicitGrain : Grain, IImplicitGrain
{
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var stream = this.GetStreamProvider("events").GetStream<Numbered>(StreamId.Create("implicit", this.GetPrimaryKey()));
        await stream.SubscribeAsync((item, _) =>
        {
            Arrivals.Of(this.GetPrimaryKey()).Add(item.Number);
            return Task.CompletedTask;
        });
    }
}

public interface IToldGrain : IGrainWithGuidKey;

/// <summary>Hears a stream of its own key by its class alone, listening when it is told of the subscription.</summary>
[ImplicitStreamSubscription("told")]
public sealed class ToldGrain : Grain, IToldGrain, IStreamSubscriptionObserver, IAsyncObserver<Numbered>
{
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<Numbered>().ResumeAsync(this);

    public Task OnNextAsync(Numbered item, StreamSequenceToken? token = null)
    {
        Arrivals.Of(this.GetPrimaryKey()).Add(item.Number);
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
