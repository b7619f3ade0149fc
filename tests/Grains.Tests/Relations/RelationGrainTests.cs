using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Interfaces.Paging;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Grains.Interfaces.Relations;
using OrleansChat.Grains.Tests.Cluster;

namespace OrleansChat.Grains.Tests.Relations;

[Collection(ClusterCollection.Name)]
public sealed class RelationGrainTests(ClusterFixture cluster) : IAsyncLifetime
{
    private static readonly PageRequest Page = PageRequest.At(0, 50);

    private Guid _ann;
    private Guid _bob;

    private IRelationGrain Relation => cluster.Grains.GetGrain<IRelationGrain>(ConversationId.Direct(_ann, _bob));

    private IRelationLookupGrain Lookup => cluster.Grains.GetGrain<IRelationLookupGrain>(0);

    public async ValueTask InitializeAsync()
    {
        var users = await cluster.Grains.RegisterAsync(2);
        (_ann, _bob) = (users[0], users[1]);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_request_is_in_both_lists_until_it_is_answered()
    {
        var asked = await Relation.AskAsync(_ann, _bob, "Hi! Let's connect");
        Assert.Equal((_bob, ContactStatus.Pending, _ann, "Hi! Let's connect"), (asked.UserId, asked.Status, asked.AskedBy, asked.Message));
        var seen = Assert.Single((await Lookup.ListContactsAsync(_bob, ContactStatus.Pending, Page)).Items);
        Assert.Equal((_ann, _ann, "Hi! Let's connect"), (seen.User.Id, seen.Contact.AskedBy, seen.Contact.Message));
        Assert.NotEqual(asked.Id, seen.Contact.Id);
        Assert.Equal(_ann, await Lookup.FindContactAsync(_bob, seen.Contact.Id));
        Assert.Null(await Lookup.FindContactAsync(_bob, asked.Id));

        var accepted = await Relation.AnswerAsync(_bob, _ann, accept: true);
        Assert.Equal((seen.Contact.Id, ContactStatus.Accepted), (accepted.Id, accepted.Status));
        Assert.NotNull(accepted.Since);
        Assert.Equal(_bob, Assert.Single((await Lookup.ListContactsAsync(_ann, ContactStatus.Accepted, Page)).Items).User.Id);
        Assert.Equal(0, (await Lookup.ListContactsAsync(_ann, ContactStatus.Pending, Page)).Total);
        Assert.Equal(ContactStatus.Accepted, (await Relation.StandingAsync(_bob, _ann)).Contact);
    }

    [Fact]
    public async Task Two_who_ask_at_once_are_contacts()
    {
        var answers = await Task.WhenAll(Relation.AskAsync(_ann, _bob, null), Relation.AskAsync(_bob, _ann, null));
        Assert.Equal([ContactStatus.Pending, ContactStatus.Accepted], answers.Select(answer => answer.Status).Order());
        Assert.Equal(1, (await Lookup.ListContactsAsync(_ann, ContactStatus.Accepted, Page)).Total);
        Assert.Equal(1, (await Lookup.ListContactsAsync(_bob, ContactStatus.Accepted, Page)).Total);
    }

    [Fact]
    public async Task Nobody_asks_or_blocks_themselves_or_somebody_who_is_not_there()
    {
        var nobody = Guid.CreateVersion7();
        var nowhere = cluster.Grains.GetGrain<IRelationGrain>(ConversationId.Direct(_ann, nobody));
        await Refused.WithAsync(ChatError.UserNotFound, () => nowhere.AskAsync(_ann, nobody, null));
        await Refused.WithAsync(ChatError.UserNotFound, () => nowhere.BlockAsync(_ann, nobody));
        await Refused.ForAsync("userId", () => Relation.AskAsync(_ann, _ann, null));
        await Refused.ForAsync("userId", () => Relation.BlockAsync(_ann, _ann));
        await Refused.ForAsync("message", () => Relation.AskAsync(_ann, _bob, new string('x', RelationLimits.Message + 1)));
        await Refused.ForAsync("message", () => Relation.AskAsync(_ann, _bob, "\ud83d"));
        await Refused.WithAsync(ChatError.NotBlocked, () => Relation.UnblockAsync(_ann, _bob));
        await Refused.WithAsync(ChatError.ContactNotFound, () => Relation.RemoveAsync(_ann, _bob));
        await Refused.WithAsync(ChatError.ContactNotFound, () => Relation.AnswerAsync(_ann, _bob, accept: true));
    }

    [Fact]
    public async Task A_block_is_listed_and_known_to_whom_it_concerns()
    {
        await Relation.BlockAsync(_bob, _ann);
        await Relation.BlockAsync(_bob, _ann);

        Assert.Equal(_ann, Assert.Single((await Lookup.ListBlockedAsync(_bob, Page)).Items).User.Id);
        Assert.Equal(0, (await Lookup.ListBlockedAsync(_ann, Page)).Total);
        Assert.Equal([_bob], (await Relation.StandingAsync(_ann, _bob)).BlockedBy);
        Assert.Equal([_bob], (await Lookup.BlockersAsync(_ann, [_bob])).Select(blocker => blocker.UserId));
        Assert.Empty(await Lookup.BlockersAsync(_bob, [_ann]));

        await Relation.UnblockAsync(_bob, _ann);
        Assert.Empty((await Relation.StandingAsync(_ann, _bob)).BlockedBy);
        Assert.Empty(await Lookup.BlockersAsync(_ann, [_bob]));
    }

    [Fact]
    public async Task Who_is_blocked_asks_and_is_answered_and_nothing_arrives()
    {
        await Relation.BlockAsync(_bob, _ann);
        var asked = await Relation.AskAsync(_ann, _bob, "Hello?");
        Assert.Equal(ContactStatus.Pending, asked.Status);
        Assert.Equal(1, (await Lookup.ListContactsAsync(_ann, ContactStatus.Pending, Page)).Total);
        Assert.Equal(0, (await Lookup.ListContactsAsync(_bob, ContactStatus.Pending, Page)).Total);
        await Relation.UnblockAsync(_bob, _ann);
        Assert.Equal(0, (await Lookup.ListContactsAsync(_bob, ContactStatus.Pending, Page)).Total);
    }

    [Fact]
    public async Task Who_is_blocked_sees_a_user_leave_at_the_block_and_come_back_after_it()
    {
        var front = await TestFront.StartAsync(cluster.Grains);
        await cluster.Grains.PostToAsync(_ann, _bob, "We are in touch");
        await front.ConnectAsync(_ann, _bob);
        await front.HearsAsync<PresenceChanged>(_ann, presence => presence.UserId == _bob && presence.Online);
        Assert.Equal(PresenceStatus.Online, Assert.Single(await Lookup.WatchedPresenceAsync(_ann, [_bob])).Status);

        await Relation.BlockAsync(_bob, _ann);
        var gone = await front.HearsAsync<PresenceChanged>(_ann, presence => presence.UserId == _bob && !presence.Online);
        var since = Assert.Single((await Lookup.ListBlockedAsync(_bob, Page)).Items).BlockedAt;
        Assert.Equal(since, gone.LastSeen);
        ClusterFixture.Time.Advance(TimeSpan.FromMinutes(1));
        var seen = Assert.Single(await Lookup.WatchedPresenceAsync(_ann, [_bob]));
        Assert.Equal((PresenceStatus.Offline, (string?)null), (seen.Status, seen.StatusMessage));
        Assert.True(seen.LastSeen <= since);
        Assert.Equal(seen, Assert.Single(await Lookup.PresenceOfAsync(_ann, [_bob])));
        Assert.Equal(PresenceStatus.Online, Assert.Single(await Lookup.WatchedPresenceAsync(_bob, [_ann])).Status);

        await Relation.UnblockAsync(_bob, _ann);
        await front.UntilAsync(() => front.HeardBy<PresenceChanged>(_ann).Where(presence => presence.UserId == _bob).Select(presence => presence.Online).SequenceEqual([true, false, true]));
    }

    [Fact]
    public async Task A_deleted_account_is_in_nobodys_list()
    {
        await Relation.AskAsync(_ann, _bob, null);
        await Relation.AskAsync(_bob, _ann, null);
        await cluster.Grains.GetGrain<IAccountGrain>(_bob).DeleteAsync();
        Assert.Equal(0, (await Lookup.ListContactsAsync(_ann, ContactStatus.Accepted, Page)).Total);
        await Refused.WithAsync(ChatError.Unavailable, () => Relation.RemoveAsync(_ann, _bob)); // It held what is gone, and begins anew.
        await Refused.WithAsync(ChatError.UserNotFound, () => Relation.AskAsync(_ann, _bob, null));
    }
}
