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
    private readonly Dictionary<Guid, Func<Task<UserFronts>>> _whereabouts = [];
    private readonly IGrainFactory _grains;
    private readonly Publisher _publisher;
    private TestFront _front = null!;

    public PublisherTests()
    {
        _grains = StubGrains.Factory((_, user, call) =>
            call.Name switch
            {
                nameof(IPresenceGrain.WatchAsync) => _whereabouts[user](),
                nameof(IFrontDirectoryGrain.RenewAsync) => Task.FromResult(new FrontRenewal(true, 1)),
                nameof(IFrontDirectoryGrain.SurveyAsync) => Task.FromResult(new FrontSurvey([_front.Address], true, 1)),
                _ => Task.CompletedTask,
            });
        var roster = new FrontRoster(_grains, _time, NullLogger<FrontRoster>.Instance);
        _publisher = new Publisher(
            Guid.NewGuid(), _grains, roster, new OutboxMetrics(TestMeters.Create()), TimeSpan.FromSeconds(2), _time, NullLogger.Instance);
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
        var answer = new TaskCompletionSource<UserFronts>();
        _whereabouts[_bob] = () => answer.Task;
        Publish();
        Assert.Empty(_front.Deliveries);
        _time.Advance(TimeSpan.FromSeconds(2));
        await _front.HearsAsync<CallEnded>(_ann);
        answer.SetResult(At(_front));
        await _front.UntilAsync(() => _front.HeardOfMissed(_bob));
        Publish();
        await _front.HearsAsync<CallEnded>(_bob);
        Assert.False(_front.HeardOfMissed(_ann));
    }

    [Fact]
    public async Task What_waits_for_presence_is_bounded_and_who_missed_it_is_named_before_anything_later_is_heard()
    {
        _whereabouts[_bob] = () => new TaskCompletionSource<UserFronts>().Task;
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
        _whereabouts[_bob] = () => Task.FromException<UserFronts>(new TimeoutException());
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
    public async Task A_member_whom_presence_has_forgotten_goes_on_hearing_where_they_were()
    {
        _whereabouts[_bob] = Here;
        Publish();
        await _front.HearsAsync<CallEnded>(_bob);
        _whereabouts[_bob] = () => Task.FromResult(new UserFronts([], Heard: false, Watched: false));
        await _publisher.RenewAsync();
        _whereabouts[_ann] = () => Task.FromException<UserFronts>(new TimeoutException());
        await _publisher.RenewAsync();
        Publish();
        await _front.UntilAsync(() => _front.HeardBy<CallEnded>(_bob).Count == 2 && _front.HeardBy<CallEnded>(_ann).Count == 2);
        _whereabouts[_bob] = () => Task.FromResult(new UserFronts([], Heard: true, Watched: true));
        await _publisher.RenewAsync();
        Publish();
        await _front.UntilAsync(() => _front.HeardBy<CallEnded>(_ann).Count == 3);
        Assert.Equal(2, _front.HeardBy<CallEnded>(_bob).Count);
        Assert.False(_front.HeardOfMissed(_ann) || _front.HeardOfMissed(_bob));
    }

    [Fact]
    public async Task Who_turns_out_to_be_on_another_front_than_presence_had_said_is_named_there()
    {
        var (other, third) = (TestFront.Unlisted(_grains), TestFront.Unlisted(_grains));
        _whereabouts[_bob] = Here;
        Publish();
        await _front.HearsAsync<CallEnded>(_bob);
        _whereabouts[_bob] = () => Task.FromResult(At(_front, other) with { Watched = false });
        _whereabouts[_ann] = () => Task.FromResult(At(_front, other) with { Watched = true });
        await _publisher.RenewAsync();
        await other.UntilAsync(() => other.HeardOfMissed(_bob));
        Assert.True(_publisher.Move(_bob, [_front.Address, other.Address, third.Address], late: true));
        Assert.True(_publisher.Move(_ann, [_front.Address, other.Address, third.Address], late: false));
        await third.UntilAsync(() => third.HeardOfMissed(_bob));
        Publish();
        await third.HearsAsync<CallEnded>(_ann);
        Assert.False(_front.HeardOfMissed(_bob) || other.HeardOfMissed(_ann) || third.HeardOfMissed(_ann));
    }

    [Fact]
    public async Task A_member_who_is_removed_hears_nothing_from_that_moment_on_however_many_there_are()
    {
        var others = Enumerable.Range(0, 100).Select(_ => Guid.NewGuid()).ToList();
        foreach (var user in others.Append(_bob))
        {
            _whereabouts[user] = Here;
            await _publisher.AddAsync(user);
        }

        Publish();
        await _front.HearsAsync<CallEnded>(_bob);
        _publisher.Remove(_bob);
        Publish();
        await _front.UntilAsync(() => _front.HeardBy<CallEnded>(others[99]).Count == 2);
        Assert.Single(_front.HeardBy<CallEnded>(_bob));
        Assert.Equal(2, _front.AudiencesLearned);
    }

    [Fact]
    public async Task When_nobody_knows_what_happened_everyone_is_named()
    {
        _whereabouts[_bob] = Here;
        _publisher.MissAll();
        await _publisher.StopAsync();
        Assert.True(_front.HeardOfMissed(_ann) && _front.HeardOfMissed(_bob));
    }

    private static UserFronts At(params TestFront[] fronts) => new([.. fronts.Select(front => front.Address)], Heard: true, Watched: false);

    private Task<UserFronts> Here() => Task.FromResult(At(_front));

    private void Publish() => _publisher.Publish(new Outgoing(new CallEnded(Guid.NewGuid(), CallStatus.Ended)));
}
