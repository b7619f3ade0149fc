using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans;
using OrleansChat.Grains.Conversations;
using OrleansChat.Grains.Events;
using OrleansChat.Grains.Interfaces.Calls;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Grains.Presence;
using OrleansChat.Grains.Tests.Cluster;
using OrleansChat.Testing;

namespace OrleansChat.Grains.Tests.Conversations;

public sealed class PublisherTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private readonly Guid _ann = Guid.NewGuid();
    private readonly Guid _bob = Guid.NewGuid();
    private readonly Dictionary<Guid, Func<Task<ImmutableArray<FrontAddress>>>> _whereabouts = [];
    private readonly IGrainFactory _grains;
    private readonly Publisher _publisher;
    private TestFront _front = null!;

    public PublisherTests()
    {
        _grains = StubGrains.Factory((_, user, call) =>
            call.Name == nameof(IPresenceGrain.WatchAsync) ? _whereabouts[user]() : Task.CompletedTask);
        _publisher = new Publisher(
            Guid.NewGuid(), _grains, new FrontRoster(_grains, _time), new OutboxMetrics(TestMeters.Create()), TimeSpan.FromSeconds(2), _time, NullLogger.Instance);
    }

    public async ValueTask InitializeAsync()
    {
        _front = TestFront.Unlisted(_grains);
        _whereabouts[_ann] = Here;
        await _publisher.AddAsync(_ann);
        await _publisher.AddAsync(_bob);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Presence_that_takes_its_time_holds_events_up_for_a_moment_only_and_who_missed_them_is_named()
    {
        var answer = new TaskCompletionSource<ImmutableArray<FrontAddress>>();
        _whereabouts[_bob] = () => answer.Task;
        Publish();
        Assert.Empty(_front.Deliveries);
        _time.Advance(TimeSpan.FromSeconds(2));
        await _front.HearsAsync<CallEnded>(_ann);
        answer.SetResult([_front.Address]);
        await _front.UntilAsync(() => _front.HeardOfMissed(_bob));
        Publish();
        await _front.HearsAsync<CallEnded>(_bob);
        Assert.False(_front.HeardOfMissed(_ann));
    }

    [Fact]
    public async Task What_waits_for_presence_is_bounded_and_who_missed_it_is_named_before_anything_later_is_heard()
    {
        _whereabouts[_bob] = () => new TaskCompletionSource<ImmutableArray<FrontAddress>>().Task;
        for (var i = 0; i <= EventWeight.Bound / 512; i++)
            Publish();
        var later = new CallEnded(Guid.NewGuid(), CallStatus.Ended);
        _publisher.Publish(new Outgoing(later));
        _time.Advance(TimeSpan.FromSeconds(2));
        await _front.HearsAsync<CallEnded>(_ann);
        Assert.True(_front.HeardOfMissed(_ann));
        Assert.Equal([later], _front.HeardBy<CallEnded>(_ann));
    }

    [Fact]
    public async Task A_member_whose_whereabouts_could_not_be_asked_is_asked_again_and_named()
    {
        _whereabouts[_bob] = () => Task.FromException<ImmutableArray<FrontAddress>>(new TimeoutException());
        Publish();
        await _front.HearsAsync<CallEnded>(_ann);
        _whereabouts[_bob] = Here;
        _time.Advance(TimeSpan.FromSeconds(1));
        await _front.UntilAsync(() => _front.HeardOfMissed(_bob));
        Publish();
        await _front.HearsAsync<CallEnded>(_bob);
    }

    [Fact]
    public async Task Who_has_not_missed_anything_is_not_named()
    {
        _whereabouts[_bob] = Here;
        Publish();
        await _front.HearsAsync<CallEnded>(_bob);
        await _publisher.StopAsync();
        Assert.False(_front.HeardOfMissed(_ann) || _front.HeardOfMissed(_bob));
    }

    [Fact]
    public async Task When_nobody_knows_what_happened_everyone_is_named()
    {
        _whereabouts[_bob] = Here;
        _publisher.MissAll();
        await _publisher.StopAsync();
        Assert.True(_front.HeardOfMissed(_ann) && _front.HeardOfMissed(_bob));
    }

    private Task<ImmutableArray<FrontAddress>> Here() => Task.FromResult<ImmutableArray<FrontAddress>>([_front.Address]);

    private void Publish() => _publisher.Publish(new Outgoing(new CallEnded(Guid.NewGuid(), CallStatus.Ended)));
}
