using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansChat.Grains.Events;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Grains.Tests.Cluster;
using OrleansChat.Testing;

namespace OrleansChat.Grains.Tests.Events;

public sealed class FrontOutboxTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly FrontOutbox _outbox;
    private readonly IMeterFactory _meters = TestMeters.Create();
    private readonly SlowEar _ear = new();
    private readonly FrontAddress _front;

    private ImmutableArray<FrontAddress> _alive;

    public FrontOutboxTests()
    {
        _front = new FrontAddress(Guid.NewGuid(), [_ear]);
        _alive = [_front];
        _outbox = new FrontOutbox(
            Guid.NewGuid(), () => Task.FromResult(new FrontSurvey(_alive, Settled: true, 1)), new OutboxMetrics(_meters), _time, NullLogger.Instance);
    }

    [Fact]
    public void The_first_event_goes_at_once_and_what_comes_meanwhile_is_the_next_batch()
    {
        Deliver(1, 5);
        Assert.Equal([1], _ear.Batches.Select(batch => batch.Length));
        _ear.Answer();
        Assert.Equal([1, 4], _ear.Batches.Select(batch => batch.Length));
        _ear.Answer();
        Deliver(6, 6);
        Assert.Equal(Enumerable.Range(1, 6), _ear.Heard);
    }

    [Fact]
    public void Large_batches_are_cut_and_stay_in_order()
    {
        Deliver(1, 400);
        while (_ear.IsBusy)
            _ear.Answer();
        Assert.Equal(Enumerable.Range(1, 400), _ear.Heard);
        Assert.All(_ear.Batches, batch => Assert.InRange(batch.Length, 1, 128));
    }

    [Fact]
    public void A_slow_front_holds_up_no_other()
    {
        var other = new SlowEar();
        Deliver(1, 3);
        _outbox.Deliver(new FrontAddress(Guid.NewGuid(), [other]), Event(4));
        Assert.Equal([4], other.Heard);
        Assert.Equal([1], _ear.Heard);
    }

    [Fact]
    public void A_front_that_failed_is_first_told_who_missed_something_and_then_hears_what_waited()
    {
        Deliver(1, 1);
        Deliver(2, 3);
        _ear.Fail();
        Assert.Empty(_ear.Missed);
        _time.Advance(FrontOutbox.Retry);
        Assert.Equal([Recipient(1)], _ear.Missed);
        Assert.Equal([1], _ear.Heard);
        _ear.Answer();
        Assert.Equal([1, 2, 3], _ear.Heard);
    }

    [Fact]
    public void A_front_that_goes_on_failing_is_told_as_long_as_its_lease_lives()
    {
        Deliver(1, 1);
        for (var attempt = 0; attempt < 50; attempt++)
        {
            _ear.Fail();
            _time.Advance(FrontOutbox.Retry);
        }

        _ear.Answer();
        Assert.Equal(50, _ear.Told.Count);
        Assert.All(_ear.Told, missed => Assert.Equal([Recipient(1)], missed));
    }

    [Fact]
    public void A_front_whose_lease_ran_out_is_forgotten()
    {
        Deliver(1, 1);
        Deliver(2, 2);
        _alive = [];
        while (_ear.IsBusy)
        {
            _ear.Fail();
            _time.Advance(FrontOutbox.Retry);
        }

        Assert.Equal([1], _ear.Heard);
        Assert.True(_outbox.IdleAsync().IsCompletedSuccessfully);
    }

    [Fact]
    public void More_than_any_group_commit_waits_for_a_slow_front_and_nothing_of_it_is_lost()
    {
        Deliver(1, 3_000);
        while (_ear.IsBusy)
            _ear.Answer();
        Assert.Equal(Enumerable.Range(1, 3_000), _ear.Heard);
        Assert.Empty(_ear.Missed);
    }

    [Fact]
    public void What_waits_is_bounded_and_whoever_missed_something_is_named_before_anything_later_is_heard()
    {
        Deliver(1, 1);
        var last = 1 + (int)(EventWeight.Bound / 512) + 1;
        Deliver(2, last);
        Deliver(last + 1, last + 2);
        _ear.Answer();
        Assert.Equal(Enumerable.Range(2, last - 1).Select(Recipient).ToHashSet(), _ear.Missed.ToHashSet());
        Assert.Equal([1], _ear.Heard);
        while (_ear.IsBusy)
            _ear.Answer();
        Assert.Equal([1, last + 1, last + 2], _ear.Heard);
    }

    [Fact]
    public void Transient_events_are_shed_first_and_nobody_misses_them()
    {
        Deliver(1, 1);
        Deliver(2, 200);
        _outbox.Deliver(_front, Typing());
        while (_ear.IsBusy)
            _ear.Answer();
        _outbox.Deliver(_front, Typing());
        _ear.Fail();
        _time.Advance(FrontOutbox.Retry);
        Assert.Equal(Enumerable.Range(1, 200), _ear.Heard);
        Assert.Single(_ear.Batches.SelectMany(batch => batch), delivery => delivery.Event is TypingChanged);
        Assert.Empty(_ear.Missed);
    }

    [Fact]
    public void What_a_front_hears_does_not_hear_and_has_to_hear_yet_is_counted()
    {
        using var sums = new MeterSums(_meters);
        Deliver(1, 3);
        Assert.Equal(2 * EventWeight.Of(Event(1).Event), sums.Of("orleanschat.fanout.waiting.bytes"));
        _ear.Fail();
        _time.Advance(FrontOutbox.Retry);
        while (_ear.IsBusy)
            _ear.Answer();
        Assert.Equal((1, 1, 2), (sums.Of("orleanschat.fanout.failures"), sums.Of("orleanschat.fanout.missed"), sums.Of("orleanschat.fanout.deliveries")));
        Assert.Equal(0, sums.Of("orleanschat.fanout.waiting.bytes"));
    }

    [Fact]
    public void A_large_audience_is_told_once_and_then_named()
    {
        var crowd = Crowd(100);
        DeliverTo(crowd, 1, 1);
        _ear.Answer();
        DeliverTo(crowd, 2, 3);
        _ear.Answer();
        Assert.Equal([1, 2, 3], _ear.Heard);
        var definition = Assert.Single(_ear.Learned.SelectMany(learned => learned));
        Assert.Equal(crowd.Users, definition.Users);
        Assert.All(_ear.Batches.SelectMany(batch => batch), delivery => Assert.True(delivery.Recipients.IsEmpty && delivery.Audience == definition.Name));
        Assert.True(_outbox.IdleAsync().IsCompletedSuccessfully);
    }

    [Fact]
    public void A_small_audience_is_listed()
    {
        var crowd = Crowd(3);
        DeliverTo(crowd, 1, 1);
        Assert.Empty(_ear.Learned.SelectMany(learned => learned));
        Assert.Equal(crowd.Users, Assert.Single(Assert.Single(_ear.Batches)).Recipients);
    }

    [Fact]
    public void An_audience_that_a_front_has_forgotten_is_told_again_and_no_event_is_lost_or_overtaken()
    {
        var (one, other) = (Crowd(100), Crowd(200));
        DeliverTo(one, 1, 1);
        _ear.Answer();
        DeliverTo(one, 2, 4);
        DeliverTo(other, 5, 6);
        Assert.Empty(_ear.Learned[^1]);
        _ear.Answer(takes: 0);
        Assert.Equal([one.Name], _ear.Learned[^1].Select(learned => learned.Name));
        _ear.Answer(takes: 2);
        _ear.Answer();
        while (_ear.IsBusy)
            _ear.Answer();
        Assert.Equal([1, 2, 3, 4, 5, 6], _ear.Heard);
        Assert.Empty(_ear.Missed);
    }

    [Fact]
    public void When_an_audience_is_lost_on_the_way_all_in_it_but_the_excepted_have_missed_the_event()
    {
        var crowd = Crowd(100);
        _outbox.Deliver(_front, crowd, crowd.Deliver(new CallParticipantLeft(Guid.NewGuid(), Guid.Empty), crowd.Users[7], null));
        _ear.Fail();
        _time.Advance(FrontOutbox.Retry);
        Assert.Equal(crowd.Users.RemoveAt(7).ToHashSet(), _ear.Missed.ToHashSet());
        _ear.Answer();
        DeliverTo(crowd, 1, 1);
        Assert.Equal([crowd.Name], _ear.Learned[^1].Select(learned => learned.Name));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(100)]
    public void A_front_that_takes_nothing_at_all_is_no_endless_loop(int users)
    {
        DeliverTo(Crowd(users), 1, 1);
        _ear.Answer(takes: 0);
        Assert.False(_ear.IsBusy);
        _time.Advance(FrontOutbox.Retry);
        Assert.Equal(users, _ear.Missed.Count());
    }

    private static Crowd Crowd(int users) => new(Guid.NewGuid(), [.. Enumerable.Range(0, users).Select(Recipient)]);

    private static Delivery Typing() => new(new TypingChanged(Guid.NewGuid(), null, null, true), [Guid.NewGuid()], null);

    private static Guid Recipient(int number) => new(number, 1, 0, new byte[8]);

    private static Delivery Event(int number) => new(new CallParticipantLeft(new Guid(number, 0, 0, new byte[8]), Guid.Empty), [Recipient(number)], null);

    private void DeliverTo(Crowd crowd, int first, int last) => _outbox.Deliver(
        _front, crowd, [.. Enumerable.Range(first, last - first + 1).Select(number => crowd.Deliver(Event(number).Event, null, null))]);

    private void Deliver(int first, int last)
    {
        for (var number = first; number <= last; number++)
            _outbox.Deliver(_front, Event(number));
    }

    /// <summary>An ear that answers when it is told to.</summary>
    private sealed class SlowEar : IFrontObserver
    {
        private TaskCompletionSource? _answer;
        private int _takes;

        public List<ImmutableArray<Delivery>> Batches { get; } = [];

        /// <summary>Who missed something, as it was told each time.</summary>
        public List<ImmutableArray<Guid>> Told { get; } = [];

        public IEnumerable<Guid> Missed => Told.SelectMany(missed => missed);

        public bool IsBusy => _answer is not null;

        public IEnumerable<int> Heard => Batches.SelectMany(batch => batch).Select(delivery => delivery.Event).OfType<CallParticipantLeft>()
            .Select(left => BitConverter.ToInt32(left.CallId.ToByteArray()));

        /// <summary>The audiences that it was told of with each call.</summary>
        public List<ImmutableArray<AudienceDefinition>> Learned { get; } = [];

        public async Task<int> DeliverAsync(ImmutableArray<Delivery> deliveries, ImmutableArray<AudienceDefinition> audiences)
        {
            var call = Batches.Count;
            Batches.Add(deliveries);
            Learned.Add(audiences);
            await AnswerLater();
            if (_takes < deliveries.Length)
                Batches[call] = deliveries[.._takes];
            return Batches[call].Length;
        }

        public Task MissedAsync(ImmutableArray<Guid> users)
        {
            Told.Add(users);
            return AnswerLater();
        }

        public Task RevokeAsync(Guid userId, ImmutableArray<Guid> sessions) => Task.CompletedTask;

        /// <summary>Answers the call; of deliveries it hears as many as that.</summary>
        public void Answer(int takes = int.MaxValue)
        {
            _takes = takes;
            Take().SetResult();
        }

        public void Fail() => Take().SetException(new TimeoutException());

        private Task AnswerLater()
        {
            Assert.False(IsBusy);
            _answer = new TaskCompletionSource();
            return _answer.Task;
        }

        private TaskCompletionSource Take()
        {
            var answer = _answer!;
            _answer = null;
            return answer;
        }
    }
}
