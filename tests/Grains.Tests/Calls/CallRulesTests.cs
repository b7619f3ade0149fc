using OrleansChat.Grains.Calls;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Calls;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Tests.Cluster;

namespace OrleansChat.Grains.Tests.Calls;

public sealed class CallRulesTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(60);
    private static readonly Guid Ann = Guid.NewGuid();
    private static readonly Guid Bob = Guid.NewGuid();
    private static readonly Guid Carol = Guid.NewGuid();

    [Fact]
    public void A_new_call_rings_with_everyone_but_its_initiator()
    {
        var step = Start(Bob, Carol);
        Assert.Equal(CallStatus.Ringing, step.Call.Status);
        Assert.Equal([ParticipantStatus.Joined, ParticipantStatus.Ringing, ParticipantStatus.Ringing], Statuses(step.Call));
        Assert.IsType<CallInitiated>(Told(step, Ann).Single());
        Assert.IsType<CallRinging>(Told(step, Bob).Single());
        Assert.IsType<CallRinging>(Told(step, Carol).Single());
    }

    [Fact]
    public void The_first_answer_makes_it_go_on_and_the_second_changes_nothing()
    {
        var step = CallRules.Join(Start(Bob).Call, Account(Bob), Now.AddSeconds(5));
        Assert.Equal((CallStatus.Ongoing, Now.AddSeconds(5)), (step.Call.Status, step.Call.AnsweredAt));
        Assert.IsType<CallAnswered>(Told(step, Bob).Single());
        Assert.IsType<CallParticipantJoined>(Told(step, Ann).Single());
        var again = CallRules.Join(step.Call, Account(Bob), Now.AddSeconds(9));
        Assert.False(again.Changes);
        Assert.Equal((step.Call, 0), (again.Call, again.Notices.Length));
    }

    [Fact]
    public void The_initiator_who_joins_does_not_answer_their_own_call()
    {
        var step = CallRules.Join(Start(Bob).Call, Account(Ann), Now);
        Assert.False(step.Changes);
        Assert.Equal(CallStatus.Ringing, step.Call.Status);
    }

    [Fact]
    public void It_is_rejected_when_everyone_rejected_it()
    {
        var one = CallRules.Reject(Start(Bob, Carol).Call, Bob, Now);
        Assert.Equal(CallStatus.Ringing, one.Call.Status);
        Assert.IsType<CallRejected>(Told(one, Ann).Single());
        Assert.IsType<CallRejected>(Told(one, Bob).Single());
        Assert.Empty(Told(one, Carol));
        var all = CallRules.Reject(one.Call, Carol, Now);
        Assert.Equal(CallStatus.Rejected, all.Call.Status);
        Assert.Equal([Ann, Bob, Carol], EndToldTo(all));
    }

    [Fact]
    public void Rejecting_on_a_second_device_does_not_end_a_call_that_was_answered()
    {
        var joined = CallRules.Join(Start(Bob).Call, Account(Bob), Now).Call;
        Assert.False(CallRules.Reject(joined, Bob, Now).Changes);
    }

    [Fact]
    public void Who_rejected_may_still_join_while_it_goes_on()
    {
        var call = CallRules.Reject(Start(Bob, Carol).Call, Bob, Now).Call;
        call = CallRules.Join(call, Account(Carol), Now).Call;
        call = CallRules.Join(call, Account(Bob), Now).Call;
        Assert.All(Statuses(call), status => Assert.Equal(ParticipantStatus.Joined, status));
    }

    [Fact]
    public void Nobody_answering_in_time_makes_it_missed()
    {
        var step = CallRules.StopRinging(CallRules.Reject(Start(Bob, Carol).Call, Bob, Now).Call, Now.AddSeconds(45));
        Assert.Equal((CallStatus.Missed, Now.AddSeconds(45)), (step.Call.Status, step.Call.EndedAt));
        Assert.Equal([ParticipantStatus.Left, ParticipantStatus.Rejected, ParticipantStatus.Missed], Statuses(step.Call));
        Assert.Equal([Ann, Bob, Carol], EndToldTo(step));
        Assert.False(CallRules.StopRinging(step.Call, Now).Changes);
    }

    [Fact]
    public void Who_did_not_answer_in_time_missed_a_call_that_goes_on_without_them()
    {
        var call = CallRules.Join(Start(Bob, Carol).Call, Account(Bob), Now).Call;
        var step = CallRules.StopRinging(call, Now);
        Assert.Equal(CallStatus.Ongoing, step.Call.Status);
        Assert.Equal([ParticipantStatus.Joined, ParticipantStatus.Joined, ParticipantStatus.Missed], Statuses(step.Call));
    }

    [Fact]
    public void It_ends_when_fewer_than_two_are_left_and_nobody_is_called()
    {
        var call = CallRules.Join(Start(Bob, Carol).Call, Account(Bob), Now).Call;
        var left = CallRules.Leave(call, Bob, Now);
        Assert.Equal(CallStatus.Ongoing, left.Call.Status);
        Assert.IsType<CallParticipantLeft>(Told(left, Ann).Single());
        Assert.IsType<CallParticipantLeft>(Told(left, Carol).Single());
        Assert.Empty(Told(left, Bob));
        var ended = CallRules.Reject(left.Call, Carol, Now);
        Assert.Equal(CallStatus.Ended, ended.Call.Status);
        Assert.Equal([Ann, Bob, Carol], EndToldTo(ended));
    }

    [Fact]
    public void It_ends_when_nobody_is_in_it_even_while_someone_is_called()
    {
        var call = CallRules.Join(Start(Bob, Carol).Call, Account(Bob), Now).Call;
        call = CallRules.Leave(call, Ann, Now).Call;
        Assert.Equal(CallStatus.Ongoing, call.Status);
        call = CallRules.Leave(call, Bob, Now).Call;
        Assert.Equal((CallStatus.Ended, ParticipantStatus.Missed), (call.Status, call.Participants[2].Status));
    }

    [Fact]
    public void Who_left_may_come_back()
    {
        var call = CallRules.Join(CallRules.Join(Start(Bob, Carol).Call, Account(Bob), Now).Call, Account(Carol), Now).Call;
        call = CallRules.Leave(call, Bob, Now).Call;
        Assert.False(CallRules.Leave(call, Bob, Now).Changes);
        call = CallRules.Join(call, Account(Bob), Now.AddMinutes(1)).Call;
        Assert.Equal((ParticipantStatus.Joined, Now.AddMinutes(1), null), (call.Participants[1].Status, call.Participants[1].JoinedAt, call.Participants[1].LeftAt));
    }

    [Fact]
    public void The_initiator_who_leaves_before_anyone_answered_ends_it()
    {
        var step = CallRules.Leave(Start(Bob).Call, Ann, Now);
        Assert.Equal(CallStatus.Ended, step.Call.Status);
        Assert.Equal([ParticipantStatus.Left, ParticipantStatus.Missed], Statuses(step.Call));
    }

    [Fact]
    public void Only_the_initiator_ends_it_for_everyone_and_what_is_over_stays_over()
    {
        var call = CallRules.Join(Start(Bob).Call, Account(Bob), Now).Call;
        Refused.With(ChatError.NotTheInitiator, () => CallRules.End(call, Bob, Now));
        var over = CallRules.End(call, Ann, Now).Call;
        Assert.Equal(CallStatus.Ended, over.Status);
        Refused.With(ChatError.CallOver, () => CallRules.End(over, Ann, Now));
        Refused.With(ChatError.CallOver, () => CallRules.Join(over, Account(Bob), Now));
        Refused.With(ChatError.CallOver, () => CallRules.Leave(over, Bob, Now));
        Refused.With(ChatError.CallOver, () => CallRules.Reject(over, Bob, Now));
    }

    [Fact]
    public void To_a_stranger_there_is_no_call()
    {
        var call = Start(Bob).Call;
        Refused.With(ChatError.CallNotFound, () => CallRules.Join(call, Account(Carol), Now));
        Refused.With(ChatError.CallNotFound, () => CallRules.End(call, Carol, Now));
        Refused.With(ChatError.CallNotFound, () => CallRules.Leave(call, Carol, Now));
        Refused.With(ChatError.CallNotFound, () => CallRules.Reject(call, Carol, Now));
        Refused.With(ChatError.CallNotFound, () => CallRules.ParticipantOf(call, Carol));
    }

    [Fact]
    public void Whatever_happens_in_whatever_order_a_call_ends_once_and_makes_sense_all_along()
    {
        for (var seed = 0; seed < 2_000; seed++)
            PlayAtRandom(new Random(seed));
    }

    private static void PlayAtRandom(Random random)
    {
        Guid[] users = [Ann, Bob, Carol];
        var (call, endings) = (Start(Bob, Carol).Call, 0);
        for (var i = 0; i < 30; i++)
        {
            var user = users[random.Next(users.Length)];
            var before = call;
            try
            {
                var step = random.Next(9) switch
                {
                    0 or 1 or 2 => CallRules.Join(call, Account(user), Now),
                    3 or 4 => CallRules.Reject(call, user, Now),
                    5 or 6 => CallRules.Leave(call, user, Now),
                    7 => CallRules.StopRinging(call, Now),
                    _ => CallRules.End(call, user, Now),
                };
                call = step.Call;
                endings += step.Notices.Count(notice => notice.Event is CallEnded);
                Assert.True(step.Changes || (before == call && step.Notices.IsEmpty));
                Assert.All(step.Notices, notice => Assert.Equal(notice.To.Distinct().Count(), notice.To.Length));
            }
            catch (ChatException refusal)
            {
                Assert.True(refusal.Error == ChatError.NotTheInitiator || (refusal.Error == ChatError.CallOver && CallRules.IsOver(call)));
                Assert.Same(before, call);
            }

            var joined = Statuses(call).Count(status => status == ParticipantStatus.Joined);
            Assert.Equal(CallRules.IsOver(call), call.EndedAt is not null);
            Assert.Equal(CallRules.IsOver(call) ? 1 : 0, endings);
            Assert.Equal(call.AnsweredAt is not null, call.Status == CallStatus.Ongoing || (call.Status == CallStatus.Ended && call.AnsweredAt is not null));
            if (CallRules.IsOver(call))
                Assert.DoesNotContain(Statuses(call), status => status is ParticipantStatus.Joined or ParticipantStatus.Ringing);
            else
                Assert.True(joined >= (CallRules.Rings(call) ? 1 : 2));
        }
    }

    private static CallStep Start(params Guid[] called) =>
        CallRules.Initiate(Guid.NewGuid(), new NewCall(Ann, CallType.Video, [.. called], null), [.. called], "room", Account(Ann), Now);

    private static Account Account(Guid id) => new(id, "name", "name@example.com", null, null, AccountRole.User, Now, Now, Now);

    private static IEnumerable<ParticipantStatus> Statuses(Call call) => call.Participants.Select(participant => participant.Status);

    private static IEnumerable<ChatEvent> Told(CallStep step, Guid user) => step.Notices.Where(notice => notice.To.Contains(user)).Select(notice => notice.Event);

    private static System.Collections.Immutable.ImmutableArray<Guid> EndToldTo(CallStep step) => step.Notices.Single(notice => notice.Event is CallEnded).To;
}
