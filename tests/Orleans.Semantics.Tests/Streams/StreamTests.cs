using Orleans;
using Orleans.Runtime;
using Orleans.Streams;

namespace OrleansChat.Semantics.Tests.Streams;

public sealed class StreamTests(ClusterFixture cluster)
{
    private readonly Guid _stream = Guid.NewGuid();
    private readonly Guid _listener = Guid.NewGuid();

    private IListenerGrain Listener => cluster.Grains.GetGrain<IListenerGrain>(_listener);

    [Fact]
    public async Task A_subscriber_hears_the_events_of_one_producer_in_order()
    {
        await Listener.ListenAsync(_stream).Within();
        await ProduceAsync("explicit", 0, 200);
        Assert.Equal(Enumerable.Range(0, 200), await Arrivals.Of(_listener).CountAsync(200));
    }

    [Fact]
    public async Task A_subscription_outlives_the_activation_that_made_it()
    {
        await Listener.ListenAsync(_stream).Within();
        await ProduceAsync("explicit", 0, 1);
        await Arrivals.Of(_listener).CountAsync(1);
        await Listener.LeaveAsync().Within();
        await ProduceAsync("explicit", 1, 5);
        Assert.Equal(Enumerable.Range(0, 6), await Arrivals.Of(_listener).CountAsync(6));
    }

    [Fact]
    public async Task Whoever_unsubscribed_hears_no_more()
    {
        var other = Guid.NewGuid();
        await Listener.ListenAsync(_stream).Within();
        await cluster.Grains.GetGrain<IListenerGrain>(other).ListenAsync(_stream).Within();
        await ProduceAsync("explicit", 0, 1);
        await Arrivals.Of(_listener).CountAsync(1);
        Assert.Equal(1, await Listener.StopListeningAsync(_stream).Within());
        await ProduceAsync("explicit", 1, 1);
        await Arrivals.Of(other).CountAsync(2);
        Assert.Equal([0], await Arrivals.Of(_listener).CountAsync(1));
    }

    [Fact]
    public async Task An_event_activates_the_implicit_subscriber_with_the_streams_key()
    {
        await ProduceAsync("implicit", 0, 50);
        Assert.Equal(Enumerable.Range(0, 50), await Arrivals.Of(_stream).CountAsync(50));
    }

    [Fact]
    public async Task An_implicit_subscriber_is_told_of_its_subscription()
    {
        await ProduceAsync("told", 0, 20);
        Assert.Equal(Enumerable.Range(0, 20), await Arrivals.Of(_stream).CountAsync(20));
    }

    [Fact]
    public async Task A_client_can_subscribe_and_unsubscribe()
    {
        var events = cluster.Client.GetStreamProvider("events").GetStream<Numbered>(StreamId.Create("client", _stream));
        var handle = await events.SubscribeAsync((item, _) =>
        {
            Arrivals.Of(_stream).Add(item.Number);
            return Task.CompletedTask;
        }).Within();
        await ProduceAsync("client", 0, 10);
        Assert.Equal(Enumerable.Range(0, 10), await Arrivals.Of(_stream).CountAsync(10));
        await handle.UnsubscribeAsync().Within();
    }

    private Task ProduceAsync(string ns, int from, int count) =>
        cluster.Grains.GetGrain<IProducerGrain>(_stream).ProduceAsync(ns, _stream, from, count).Within();
}
