using System.Collections.Immutable;
using OrleansChat.Grains.Conversations;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Grains.Tests.Conversations;

/// <summary>What an activation holds of its conversation, and that it stays bounded.</summary>
public sealed class HeldInMemoryTests
{
    private static readonly Guid Sender = Guid.NewGuid();

    [Fact]
    public void Recent_sends_are_found_and_the_oldest_is_forgotten()
    {
        var sends = new RecentSends([new StoredOperation(Sender, "read", 1, 1)], hasOlder: false, capacity: 3);
        Assert.Equal(1, sends.Find(Sender, "read")!.Sequence);
        Assert.Null(sends.Find(Guid.NewGuid(), "read"));
        sends.Add(Sender, "a", new Send(2, 2));
        sends.Add(Sender, "b", new Send(3, 3));
        Assert.False(sends.MayBeOlder(Sender, "read"));
        sends.Add(Sender, "c", new Send(4, 4));
        Assert.True(sends.MayBeOlder(Sender, "read"));
        Assert.Null(sends.Find(Sender, "read"));
        Assert.NotNull(sends.Find(Sender, "a"));
    }

    [Fact]
    public void Where_the_store_had_older_sends_any_may_be_one_of_them() =>
        Assert.True(new RecentSends([], hasOlder: true).MayBeOlder(Sender, "a"));

    [Fact]
    public void Every_send_that_is_forgotten_may_be_older_and_few_others()
    {
        const int Count = 40_000;
        var forgotten = new ForgottenSends();
        Assert.False(forgotten.MayHold(Sender, "0"));
        for (var i = 0; i < Count; i++)
            forgotten.Add(Sender, $"{i}");
        Assert.All(Enumerable.Range(0, Count), i => Assert.True(forgotten.MayHold(Sender, $"{i}")));
        var (others, otherSender) = (Enumerable.Range(Count, Count), Guid.NewGuid());
        Assert.InRange(others.Count(i => forgotten.MayHold(Sender, $"{i}")), 0, Count / 20);
        Assert.InRange(others.Count(i => forgotten.MayHold(otherSender, $"{i - Count}")), 0, Count / 20);
    }

    [Fact]
    public void When_too_many_sends_are_forgotten_any_may_be_one_of_them()
    {
        var forgotten = new ForgottenSends();
        for (var i = 0; i < 300_000; i++)
            forgotten.Add(Sender, $"{i}");
        Assert.True(forgotten.MayHold(Guid.NewGuid(), "never sent"));
        Assert.True(forgotten.MayHold(Sender, "0"));
    }

    [Fact]
    public void A_send_in_flight_is_not_forgotten()
    {
        var sends = new RecentSends([], hasOlder: false, capacity: 1);
        var inFlight = new Send(1, 1) { InFlight = new TaskCompletionSource<Message>().Task };
        sends.Add(Sender, "a", inFlight);
        sends.Add(Sender, "b", new Send(2, 2));
        Assert.Same(inFlight, sends.Find(Sender, "a"));
        inFlight.InFlight = null;
        sends.Add(Sender, "c", new Send(3, 3));
        Assert.Null(sends.Find(Sender, "a"));
        Assert.NotNull(sends.Find(Sender, "c"));
    }

    [Fact]
    public void Recent_messages_keep_the_newest_and_their_latest_version()
    {
        var recent = new RecentMessages(4);
        for (var i = 1; i <= 6; i++)
            recent.Put(Stored(i));
        Assert.Null(recent.Find(2));
        Assert.Equal([3L, 4, 5, 6], recent.Range(3, 6)!.Select(message => message.Sequence));
        Assert.Null(recent.Range(2, 6));
        recent.Put(Stored(5) with { Content = "edited", Change = 2 });
        recent.Put(Stored(5) with { Content = "older", Change = 1 });
        recent.Put(Stored(1));
        Assert.Equal("edited", recent.Find(5)!.Content);
    }

    [Fact]
    public void What_was_read_before_a_senders_account_was_deleted_brings_the_account_not_back()
    {
        var recent = new RecentMessages(4);
        recent.Put([Stored(1), Stored(2) with { SenderId = Guid.NewGuid() }]);
        recent.MarkSenderDeleted(Sender);
        recent.Put([Stored(1), Stored(3)]);
        Assert.Equal([true, false, true], recent.Range(1, 3)!.Select(message => message.SenderDeleted));
    }

    [Fact]
    public void The_status_of_a_message_is_that_of_the_slowest_other_member()
    {
        var (ann, bob, eve) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var progress = new Progress(new Dictionary<Guid, Horizon> { [ann] = new(0, 0), [bob] = new(5, 5), [eve] = new(7, 3) });
        Assert.Equal(MessageStatus.Seen, progress.StatusOf(ann, 3));
        Assert.Equal(MessageStatus.Delivered, progress.StatusOf(ann, 5));
        Assert.Equal(MessageStatus.Sent, progress.StatusOf(ann, 6));
        Assert.Equal(MessageStatus.Sent, progress.StatusOf(bob, 1));
        Assert.Equal(MessageStatus.Sent, new Progress(new Dictionary<Guid, Horizon> { [ann] = new(9, 9) }).StatusOf(ann, 1));
    }

    [Fact]
    public void An_audience_knows_who_is_on_which_front()
    {
        var (one, other) = (new FrontAddress(Guid.NewGuid(), []), new FrontAddress(Guid.NewGuid(), []));
        var (ann, bob) = (Guid.NewGuid(), Guid.NewGuid());
        var audience = new Audience(Guid.NewGuid());
        audience.Set(ann, [one, other]);
        audience.Set(bob, [one]);
        Assert.Equal([one.Id, other.Id], audience.Fronts.Select(front => front.Id).ToHashSet());
        Assert.Equal([ann, bob], audience.On(one).Users.ToHashSet());
        Assert.Equal([ann], audience.On(other).Users);
        audience.Set(ann, [other]);
        Assert.Equal([bob], audience.On(one).Users);
        audience.Remove(bob);
        Assert.Equal([other], audience.Fronts);
        audience.Set(ann, ImmutableArray<FrontAddress>.Empty);
        Assert.Empty(audience.Fronts);
    }

    [Fact]
    public async Task Messages_come_out_of_the_queue_in_order_however_their_appends_complete()
    {
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        var posts = new PostQueue(0);
        posts.Enqueue(new Post(Stored(1), null, first.Task));
        posts.Enqueue(new Post(Stored(2), null, second.Task));
        second.SetResult();
        Assert.Null(posts.TakeStored());
        first.SetResult();
        await posts.IdleAsync();
        Assert.Equal([1L, 2L, null], Enumerable.Range(0, 3).Select(_ => posts.TakeStored()?.Stored.Sequence));
        Assert.Equal(2, posts.Stored);
    }

    [Fact]
    public async Task Nothing_comes_out_after_a_failed_append()
    {
        var posts = new PostQueue(0);
        posts.Enqueue(new Post(Stored(1), null, Task.FromException(new LogFailedException("gone"))));
        posts.Enqueue(new Post(Stored(2), null, Task.CompletedTask));
        await posts.IdleAsync();
        Assert.Null(posts.TakeStored());
        Assert.Equal(0, posts.Stored);
    }

    [Fact]
    public async Task Queued_turns_run_one_after_another_even_when_one_fails()
    {
        var (turns, running, order) = (new TurnQueue(), 0, new List<int>());
        var work = Enumerable.Range(0, 5).Select(i => turns.RunAsync(async () =>
        {
            Assert.Equal(1, ++running);
            await Task.Yield();
            order.Add(i);
            running--;
            return i == 2 ? throw new InvalidOperationException() : i;
        })).ToList();
        await Assert.ThrowsAsync<InvalidOperationException>(() => work[2]);
        var results = await Task.WhenAll(work.Where((_, i) => i != 2));
        Assert.Equal([0, 1, 3, 4], results);
        Assert.Equal([0, 1, 2, 3, 4], order);
    }

    private static StoredMessage Stored(long sequence) =>
        new(Guid.NewGuid(), Guid.Empty, sequence, Sender, 0, $"{sequence}", null, null, DateTimeOffset.UnixEpoch, null, null);
}
