using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Relations;
using OrleansChat.Grains.Relations;
using OrleansChat.Grains.Tests.Cluster;
using OrleansChat.Storage.Relations;

namespace OrleansChat.Grains.Tests.Relations;

public sealed class RelationRulesTests
{
    private static readonly DateTimeOffset Noon = new(2030, 5, 17, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Ann = Guid.Parse("00000000-0000-0000-0000-00000000000a");
    private static readonly Guid Bob = Guid.Parse("00000000-0000-0000-0000-00000000000b");

    private DateTimeOffset _now = Noon;
    private StoredRelation _relation = RelationRules.None(Ann, Bob, Noon);

    [Fact]
    public void Who_is_asked_may_accept()
    {
        Ask(Ann, "Hi!");
        Expect(ContactStatus.Pending, ContactStatus.Pending);
        Assert.Equal((Ann, "Hi!"), (Of(Bob).AskedBy, Of(Bob).Message));
        _now = Noon.AddHours(1);
        Answer(Bob, accept: true);
        Expect(ContactStatus.Accepted, ContactStatus.Accepted);
        Assert.Equal(Noon.AddHours(1), Of(Ann).Since);
    }

    [Fact]
    public void Asking_each_other_makes_a_contact()
    {
        Ask(Ann);
        Ask(Bob);
        Expect(ContactStatus.Accepted, ContactStatus.Accepted);
    }

    [Fact]
    public void Only_who_was_asked_answers_and_once()
    {
        Refused.With(ChatError.ContactNotFound, () => Answer(Bob, accept: true));
        Ask(Ann);
        Refused.With(ChatError.NotYoursToAnswer, () => Answer(Ann, accept: true));
        Refused.With(ChatError.AlreadyAContact, () => Ask(Ann));
        Answer(Bob, accept: true);
        Refused.With(ChatError.NotPending, () => Answer(Bob, accept: false));
        Refused.With(ChatError.NotPending, () => Answer(Ann, accept: false));
        Refused.With(ChatError.AlreadyAContact, () => Ask(Bob));
    }

    [Fact]
    public void Who_was_declined_asks_again_after_a_week_and_three_times_in_all()
    {
        for (var time = 1; time <= RelationLimits.Asks; time++)
        {
            Ask(Ann);
            Answer(Bob, accept: false);
            Expect(ContactStatus.Declined, ContactStatus.Declined);
            _now += RelationLimits.AskAgainAfter - TimeSpan.FromSeconds(1);
            Refused.With(ChatError.LimitReached, () => Ask(Ann));
            _now += TimeSpan.FromSeconds(1);
        }

        Refused.With(ChatError.LimitReached, () => Ask(Ann));
        Ask(Bob); // Whoever declined may.
        Answer(Ann, accept: true);
        Expect(ContactStatus.Accepted, ContactStatus.Accepted);
    }

    [Fact]
    public void Taking_what_was_declined_out_of_the_list_does_not_shorten_the_wait()
    {
        Ask(Ann);
        Answer(Bob, accept: false);
        Remove(Ann);
        Expect(ContactStatus.None, ContactStatus.Declined);
        Refused.With(ChatError.LimitReached, () => Ask(Ann));
        _now += RelationLimits.AskAgainAfter;
        Ask(Ann);
        Expect(ContactStatus.Pending, ContactStatus.Pending);
    }

    [Fact]
    public void A_request_is_taken_back_and_a_contact_ended_on_both_sides()
    {
        Refused.With(ChatError.ContactNotFound, () => Remove(Ann));
        Ask(Ann, "Hi!");
        Remove(Ann);
        Expect(ContactStatus.None, ContactStatus.None);
        Assert.Null(Of(Bob).Message);
        Ask(Ann);
        Ask(Bob);
        Remove(Bob);
        Expect(ContactStatus.None, ContactStatus.None);
    }

    [Fact]
    public void Asking_and_taking_back_has_an_end()
    {
        for (var time = 1; time <= RelationLimits.Asks; time++)
        {
            Ask(Ann);
            Remove(Ann);
        }

        Refused.With(ChatError.LimitReached, () => Ask(Ann));
    }

    [Fact]
    public void A_block_ends_the_contact_and_the_blocked_one_does_not_see_it()
    {
        Ask(Ann);
        Ask(Bob);
        Block(Bob);
        Expect(ContactStatus.Accepted, ContactStatus.None);
        Refused.For("userId", () => Ask(Bob));
        Refused.With(ChatError.ContactNotFound, () => Remove(Bob));
        Refused.With(ChatError.AlreadyAContact, () => Ask(Ann));
        Remove(Ann);
        Expect(ContactStatus.None, ContactStatus.None);
        Ask(Ann);
        Expect(ContactStatus.Pending, ContactStatus.None);
        Refused.With(ChatError.NotYoursToAnswer, () => Answer(Ann, accept: true));
        Refused.With(ChatError.ContactNotFound, () => Answer(Bob, accept: true));
    }

    [Fact]
    public void The_blocked_one_answers_a_request_of_before_for_themselves_alone()
    {
        Ask(Bob);
        Block(Bob);
        Answer(Ann, accept: true);
        Expect(ContactStatus.Accepted, ContactStatus.None);
    }

    [Fact]
    public void After_the_block_there_is_no_contact()
    {
        Refused.With(ChatError.NotBlocked, () => Unblock(Bob));
        Ask(Ann);
        Ask(Bob);
        Block(Bob);
        Unblock(Bob);
        Expect(ContactStatus.None, ContactStatus.None);
        Ask(Bob);
        Expect(ContactStatus.Pending, ContactStatus.Pending);
    }

    [Fact]
    public void Two_who_block_each_other_are_each_on_their_own()
    {
        Block(Ann);
        Block(Bob);
        Refused.For("userId", () => Ask(Ann));
        Unblock(Ann);
        Ask(Ann);
        Expect(ContactStatus.Pending, ContactStatus.None);
        Assert.NotNull(Of(Bob).BlockedAt);
        Unblock(Bob);
        Expect(ContactStatus.None, ContactStatus.None);
    }

    /// <summary>Every sequence of five steps of two users: what has to be so at all times is so after each.</summary>
    [Fact]
    public void Whatever_the_two_do_the_sides_agree_unless_one_blocks()
    {
        var steps = new Action<Guid>[] { user => Ask(user), user => Answer(user, true), user => Answer(user, false), Remove, Block, Unblock };
        Walk(5);

        void Walk(int left)
        {
            if (left == 0)
                return;
            var (relation, now) = (_relation, _now);
            foreach (var step in steps)
            {
                foreach (var user in new[] { Ann, Bob })
                {
                    (_relation, _now) = (relation, now.AddMinutes(1));
                    try
                    {
                        step(user);
                    }
                    catch (ChatException)
                    {
                        Assert.Equal(relation, _relation);
                        continue;
                    }

                    Check();
                    Walk(left - 1);
                }
            }

            (_relation, _now) = (relation, now);
        }
    }

    private void Check()
    {
        var (ann, bob) = (Of(Ann), Of(Bob));
        foreach (var side in new[] { ann, bob })
        {
            Assert.Equal(RelationRules.StatusOf(side) == ContactStatus.Accepted, side.Since is not null && side.Contact == (int)ContactStatus.Accepted);
            Assert.True(side.BlockedAt is null || RelationRules.StatusOf(side) is ContactStatus.None);
            Assert.InRange(side.Asks, 0, RelationLimits.Asks);
        }

        if (ann.BlockedAt is not null || bob.BlockedAt is not null)
            return;
        var (one, other) = (RelationRules.StatusOf(ann), RelationRules.StatusOf(bob));
        if (one == other && one != ContactStatus.None)
            Assert.Equal((ann.AskedBy, ann.Since), (bob.AskedBy, bob.Since));
        else
            Assert.All([one, other], status => Assert.True(status is ContactStatus.None or ContactStatus.Declined));
    }

    private void Expect(ContactStatus ann, ContactStatus bob) =>
        Assert.Equal((ann, bob), (RelationRules.StatusOf(Of(Ann)), RelationRules.StatusOf(Of(Bob))));

    private StoredSide Of(Guid user) => _relation.One.UserId == user ? _relation.One : _relation.Other;

    private StoredRelation By(Guid user) => _relation.One.UserId == user ? _relation : _relation with { One = _relation.Other, Other = _relation.One };

    private void Ask(Guid by, string? message = null) => _relation = RelationRules.Ask(By(by), message, _now);

    private void Answer(Guid by, bool accept) => _relation = RelationRules.Answer(By(by), accept, _now);

    private void Remove(Guid by) => _relation = RelationRules.Remove(By(by), _now);

    private void Block(Guid by) => _relation = RelationRules.Block(By(by), _now);

    private void Unblock(Guid by) => _relation = RelationRules.Unblock(By(by), _now);
}
