using OrleansChat.Grains.Interfaces.Calls;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Interfaces.Paging;
using OrleansChat.Grains.Interfaces.Relations;
using OrleansChat.Grains.Interfaces.Search;
using OrleansChat.Grains.Tests.Cluster;
using OrleansChat.Storage.Calls;

namespace OrleansChat.Grains.Tests.Calls;

[Collection(ClusterCollection.Name)]
public sealed class CallGrainTests(ClusterFixture cluster) : IAsyncLifetime
{
    private readonly Guid _id = Guid.CreateVersion7();
    private Guid _ann;
    private Guid _bob;
    private Guid _carol;
    private TestFront _front = null!;

    private ICallGrain Call => cluster.Grains.GetGrain<ICallGrain>(_id);

    public async ValueTask InitializeAsync()
    {
        var users = await cluster.Grains.RegisterAsync(3);
        (_ann, _bob, _carol) = (users[0], users[1], users[2]);
        _front = await TestFront.StartAsync(cluster.Grains);
        await _front.ConnectAsync(users);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_call_rings_is_answered_and_ends()
    {
        var ticket = await Call.InitiateAsync(CallTo(_bob));
        Assert.Equal((CallStatus.Ringing, _ann), (ticket.Call.Status, ticket.Account.Id));
        Assert.Equal(_ann, (await _front.HearsAsync<CallInitiated>(_ann)).Account.Id);
        Assert.Equal(_id, (await _front.HearsAsync<CallRinging>(_bob)).Call.Id);

        var answered = await Call.JoinAsync(_bob);
        Assert.Equal((CallStatus.Ongoing, _bob), (answered.Call.Status, answered.Account.Id));
        Assert.Equal(_bob, (await _front.HearsAsync<CallAnswered>(_bob)).Account.Id);
        Assert.Equal(_bob, (await _front.HearsAsync<CallParticipantJoined>(_ann)).UserId);

        Assert.Equal(CallStatus.Ended, (await Call.EndAsync(_ann)).Status);
        await _front.HearsAsync<CallEnded>(_ann);
        await _front.HearsAsync<CallEnded>(_bob);
        await Refused.WithAsync(ChatError.CallOver, () => Call.JoinAsync(_bob));
        Assert.Equal(CallStatus.Ended, Assert.Single((await cluster.Grains.GetGrain<ILookupGrain>(0).ListCallsAsync(_bob, new PageRequest(1, 20))).Items).Status);
    }

    [Fact]
    public async Task Who_blocks_the_caller_is_not_rung_and_the_caller_sees_it_missed()
    {
        await cluster.Grains.GetGrain<IRelationGrain>(ConversationId.Direct(_ann, _bob)).BlockAsync(_bob, _ann);
        using var _ = cluster.WithShortRinging();
        var ticket = await Call.InitiateAsync(CallTo(_bob));
        Assert.Equal([ParticipantStatus.Joined, ParticipantStatus.Ringing], ticket.Call.Participants.Select(participant => participant.Status));
        await Refused.WithAsync(ChatError.CallNotFound, () => Call.GetAsync(_bob));
        await Refused.WithAsync(ChatError.CallNotFound, () => Call.JoinAsync(_bob));
        await Refused.WithAsync(ChatError.CallNotFound, () => Call.RejectAsync(_bob));

        Assert.Equal(CallStatus.Missed, (await _front.HearsAsync<CallEnded>(_ann)).Status);
        Assert.Empty(_front.HeardBy<CallRinging>(_bob));
        Assert.Empty(_front.HeardBy<CallEnded>(_bob));
        var lookup = cluster.Grains.GetGrain<ILookupGrain>(0);
        Assert.Equal(1, (await lookup.ListCallsAsync(_ann, new PageRequest(1, 20))).Total);
        Assert.Equal(0, (await lookup.ListCallsAsync(_bob, new PageRequest(1, 20))).Total);
    }

    [Fact]
    public async Task Rooms_cannot_be_guessed()
    {
        var rooms = await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ =>
            (await cluster.Grains.GetGrain<ICallGrain>(Guid.CreateVersion7()).InitiateAsync(CallTo(_bob))).Call.RoomId));
        Assert.Equal(5, rooms.Distinct().Count());
        Assert.All(rooms, room => Assert.Matches("^call-[0-9a-f]{32}$", room));
    }

    [Fact]
    public async Task A_rejected_call_is_told_to_its_initiator()
    {
        await Call.InitiateAsync(CallTo(_bob));
        Assert.Equal(CallStatus.Rejected, (await Call.RejectAsync(_bob)).Status);
        Assert.Equal(_bob, (await _front.HearsAsync<CallRejected>(_ann)).UserId);
        Assert.Equal(CallStatus.Rejected, (await _front.HearsAsync<CallEnded>(_ann)).Status);
    }

    [Fact]
    public async Task A_call_that_nobody_answers_is_missed()
    {
        using var _ = cluster.WithShortRinging();
        await Call.InitiateAsync(CallTo(_bob));
        Assert.Equal(CallStatus.Missed, (await _front.HearsAsync<CallEnded>(_bob)).Status);
        Assert.Equal(CallStatus.Missed, (await Call.GetAsync(_ann)).Status);
        await Refused.WithAsync(ChatError.CallOver, () => Call.JoinAsync(_bob));
    }

    [Fact]
    public async Task A_call_that_rang_when_its_process_ended_is_missed()
    {
        var started = DateTimeOffset.UnixEpoch.AddYears(50);
        await cluster.Service<ICallStore>().SaveAsync(new StoredCall(_id, 1, _ann, "room", 1, (int)CallStatus.Ringing, null, started, null, null)
        {
            Participants = [new(_ann, (int)ParticipantStatus.Joined, started, null), new(_bob, (int)ParticipantStatus.Ringing, null, null)],
        });
        Assert.Equal(CallStatus.Missed, (await Call.GetAsync(_bob)).Status);
        Assert.Equal(CallStatus.Missed, (await _front.HearsAsync<CallEnded>(_ann)).Status);
    }

    [Fact]
    public async Task Another_writer_is_noticed()
    {
        var ticket = await Call.InitiateAsync(CallTo(_bob));
        var stored = await cluster.Service<ICallStore>().LoadAsync(_id);
        await cluster.Service<ICallStore>().SaveAsync(stored! with { Version = stored.Version + 1 });
        await Refused.WithAsync(ChatError.Unavailable, () => Call.JoinAsync(_bob));
        Assert.Equal(ticket.Call.RoomId, (await Call.JoinAsync(_bob)).Call.RoomId);
    }

    [Fact]
    public async Task Answers_rejections_and_the_end_at_once_leave_one_outcome()
    {
        await Call.InitiateAsync(CallTo(_bob, _carol));
        await Task.WhenAll(
            AllowAsync(() => Call.JoinAsync(_bob)), AllowAsync(() => Call.JoinAsync(_bob)), AllowAsync(() => Call.RejectAsync(_carol)),
            AllowAsync(() => Call.LeaveAsync(_bob)), AllowAsync(() => Call.EndAsync(_ann)), AllowAsync(() => Call.EndAsync(_ann)));
        await _front.HearsAsync<CallEnded>(_carol);
        Assert.NotNull((await Call.GetAsync(_carol)).EndedAt);
        Assert.Single(_front.HeardBy<CallEnded>(_carol));

        static async Task AllowAsync(Func<Task> call)
        {
            try
            {
                await call();
            }
            catch (ChatException refusal) when (refusal.Error == ChatError.CallOver)
            {
            }
        }
    }

    [Fact]
    public async Task Whoever_has_no_part_in_it_does_not_know_of_it()
    {
        await Refused.WithAsync(ChatError.CallNotFound, () => Call.GetAsync(_ann));
        await Call.InitiateAsync(CallTo(_bob));
        await Refused.WithAsync(ChatError.CallNotFound, () => Call.GetAsync(_carol));
        await Refused.WithAsync(ChatError.CallNotFound, () => Call.JoinAsync(_carol));
        await Refused.WithAsync(ChatError.CallNotFound, () => Call.EndAsync(_carol));
        await Refused.WithAsync(ChatError.CallNotFound, () => Call.LeaveAsync(_carol));
        await Refused.WithAsync(ChatError.CallNotFound, () => Call.RejectAsync(_carol));
        await Refused.WithAsync(ChatError.NotTheInitiator, () => Call.EndAsync(_bob));
    }

    [Fact]
    public async Task Those_who_are_called_exist_are_others_and_are_named_once()
    {
        await Refused.ForAsync("participantIds", () => Call.InitiateAsync(CallTo()));
        await Refused.ForAsync("participantIds", () => Call.InitiateAsync(CallTo(_ann, _bob)));
        await Refused.ForAsync("participantIds", () => Call.InitiateAsync(CallTo(_bob, _bob)));
        await Refused.ForAsync("participantIds", () => Call.InitiateAsync(CallTo([.. Enumerable.Range(0, 101).Select(_ => Guid.NewGuid())])));
        await Refused.WithAsync(ChatError.UserNotFound, () => Call.InitiateAsync(CallTo(_bob, Guid.NewGuid())));
        await Refused.ForAsync("type", () => Call.InitiateAsync(CallTo(_bob) with { Type = (CallType)7 }));
    }

    [Fact]
    public async Task A_group_call_is_for_its_members()
    {
        var group = await cluster.Grains.CreateGroupAsync(GroupType.Public, _ann, _bob);
        await Refused.ForAsync("participantIds", () => Call.InitiateAsync(CallTo(_carol) with { GroupId = group }));
        await Refused.WithAsync(ChatError.NotAMember, () => Call.InitiateAsync(new NewCall(_carol, CallType.Audio, [_bob], group)));
        var hidden = await cluster.Grains.CreateGroupAsync(GroupType.Secret, _ann);
        await Refused.WithAsync(ChatError.GroupNotFound, () => Call.InitiateAsync(new NewCall(_carol, CallType.Audio, [_bob], hidden)));
        await Refused.ForAsync("participantIds", () => Call.InitiateAsync(CallTo() with { GroupId = hidden }));
        var ticket = await Call.InitiateAsync(CallTo() with { GroupId = group });
        Assert.Equal([_ann, _bob], ticket.Call.Participants.Select(participant => participant.UserId));
    }

    private NewCall CallTo(params Guid[] called) => new(_ann, CallType.Video, [.. called], null);
}
