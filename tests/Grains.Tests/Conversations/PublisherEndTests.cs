using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansChat.Grains.Conversations;
using OrleansChat.Grains.Events;
using OrleansChat.Grains.Interfaces.Calls;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Grains.Presence;
using OrleansChat.Grains.Tests.Cluster;
using OrleansChat.Testing;

namespace OrleansChat.Grains.Tests.Conversations;

/// <summary>The end of an activation, with a front that hangs.</summary>
public sealed class PublisherEndTests : IFrontObserver
{
    private readonly ManualTimeProvider _time = new();
    private readonly TaskCompletionSource _hanging = new();
    private readonly Publisher _publisher;
    private int _unwatched;

    public PublisherEndTests()
    {
        var front = new FrontAddress(Guid.NewGuid(), [this]);
        var grains = StubGrains.Factory((_, _, call) =>
        {
            if (call.Name == nameof(IPresenceGrain.WatchAsync))
                return Task.FromResult(new UserFronts([front], Heard: true, Watched: true));
            _unwatched += call.Name == nameof(IPresenceGrain.UnwatchAsync) ? 1 : 0;
            return Task.CompletedTask;
        });
        _publisher = new Publisher(
            Guid.NewGuid(), grains, new FrontRoster(grains, _time, NullLogger<FrontRoster>.Instance), new OutboxMetrics(TestMeters.Create()), TimeSpan.FromSeconds(2), _time, NullLogger.Instance);
    }

    [Fact]
    public async Task A_front_that_hangs_is_given_a_while_and_then_presence_is_told_that_nobody_watches()
    {
        var end = await EndAsync(CancellationToken.None);
        Assert.False(end.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(5));
        await end;
        Assert.Equal(1, _unwatched);
    }

    [Fact]
    public async Task When_nobody_waits_for_the_end_any_more_the_next_activation_watches_and_goes_on_to()
    {
        using var late = new CancellationTokenSource();
        var end = await EndAsync(late.Token);
        await late.CancelAsync();
        _time.Advance(TimeSpan.FromSeconds(5));
        await end;
        Assert.Equal(0, _unwatched);
    }

    async Task<int> IFrontObserver.DeliverAsync(ImmutableArray<Delivery> deliveries, ImmutableArray<AudienceDefinition> audiences)
    {
        await _hanging.Task;
        return deliveries.Length;
    }

    Task IFrontObserver.MissedAsync(ImmutableArray<Guid> users) => _hanging.Task;

    Task IFrontObserver.RevokeAsync(Guid userId, ImmutableArray<Guid> sessions) => _hanging.Task;

    private async Task<Task> EndAsync(CancellationToken late)
    {
        await _publisher.AddAsync(Guid.NewGuid());
        _publisher.Publish(new Outgoing(new CallEnded(Guid.NewGuid(), CallStatus.Ended)));
        return _publisher.StopAsync(late);
    }
}
