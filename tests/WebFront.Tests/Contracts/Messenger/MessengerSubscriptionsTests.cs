using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.WebFront.Contracts.Messenger.Presence;
using OrleansChat.WebFront.Realtime;
using OrleansChat.WebFront.Tests.Realtime;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger;

public sealed class MessengerSubscriptionsTests
{
    private static readonly RealtimeEvent Snapshot = RealtimeEvent.OfEncoded("presence_changed", "{}"u8.ToArray());

    private readonly MessengerSubscriptions _subscriptions = new();
    private readonly RecordingConnection _connection = new(new CountingContract("one").Contract);

    [Fact]
    public async Task A_subscription_is_answered_once()
    {
        var user = Guid.NewGuid();
        _subscriptions.Add([user]);

        _subscriptions.Answer(_connection, user, Snapshot);
        _subscriptions.Answer(_connection, user, Snapshot);

        Assert.Same(Snapshot, await _connection.NextAsync());
        Assert.False(_connection.HasMore);
        Assert.True(_subscriptions.Want(user));
    }

    [Fact]
    public void An_event_that_comes_before_the_answer_takes_its_place()
    {
        var user = Guid.NewGuid();
        _subscriptions.Add([user]);

        Assert.True(_subscriptions.Want(user));
        _subscriptions.Answer(_connection, user, Snapshot);

        Assert.False(_connection.HasMore);
    }

    [Fact]
    public void Nobody_else_is_wanted()
    {
        var (user, other) = (Guid.NewGuid(), Guid.NewGuid());
        _subscriptions.Add([user]);
        _subscriptions.Remove([user, other]);

        Assert.False(_subscriptions.Want(user));
        Assert.False(_subscriptions.Want(other));
        _subscriptions.Answer(_connection, user, Snapshot);
        Assert.False(_connection.HasMore);
    }

    [Fact]
    public void They_are_bounded_and_what_is_too_much_is_not_subscribed_to_at_all()
    {
        Guid[] most = [.. Enumerable.Range(0, PresenceLimits.Subscriptions).Select(_ => Guid.NewGuid())];
        foreach (var some in most.Chunk(PresenceLimits.Subscription))
            _subscriptions.Add(some);
        _subscriptions.Add(most[..10]);

        var one = Guid.NewGuid();
        Assert.Equal(ChatError.LimitReached, Assert.Throws<ChatException>(() => _subscriptions.Add([most[0], one])).Error);
        Assert.False(_subscriptions.Want(one));
        _subscriptions.Remove([most[0]]);
        _subscriptions.Add([one]);
        Assert.True(_subscriptions.Want(one));
    }
}
