using Orleans.Runtime;
using OrleansChat.Grains.Interfaces.Calls;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Grains.Tests.Cluster;

namespace OrleansChat.Grains.Tests.Presence;

/// <summary>Silos die, and with them presence, conversations or the directory: events flow again, and whoever missed one is named.</summary>
public sealed class SiloLossTests : SiloCluster
{
    [Fact]
    public async Task When_presence_is_lost_events_go_on_and_nobody_is_told_that_the_user_went_offline()
    {
        var here = await TestFront.StartRenewingAsync(Grains);
        var (ann, bob) = await TwoInTouchAsync(here, (presence, conversation) => presence != conversation && presence != Primary);
        await KillAsync(SiloOf(Presence(ann)));

        // The conversation goes on saying everything where it knows ann to be, before and after presence has forgotten who watches.
        var posted = await PostAsync(bob, ann, 5);
        await UntilAsync(() => Presence(ann).IsOnlineAsync());
        posted.AddRange(await PostAsync(bob, ann, 5));
        await HearsAllAsync(here, ann, posted);
        Assert.False(here.HeardOfMissed(ann));
        Assert.DoesNotContain(here.HeardBy<PresenceChanged>(bob), presence => presence.UserId == ann && !presence.Online);
        here.Die();
    }

    [Fact]
    public async Task A_user_who_moves_while_presence_is_lost_hears_everything_or_is_named()
    {
        var (here, there) = (await TestFront.StartRenewingAsync(Grains), await TestFront.StartRenewingAsync(Grains));
        var (ann, bob) = await TwoInTouchAsync(here, (presence, conversation) => presence != conversation && presence != Primary);
        await KillAsync(SiloOf(Presence(ann)));
        await AnsweredAsync(async () =>
        {
            await there.ConnectAsync(ann);
            await here.DisconnectAsync(ann);
            return true;
        });
        var posted = await PostAsync(bob, ann, 3);
        await there.UntilAsync(() => there.HeardOfMissed(ann) || HeardAll(there, ann, posted));

        // From then on the conversation knows.
        await there.HearsAsync<MessagePosted>(ann, await LastOfAsync(bob, ann));
        there.Die();
        here.Die();
    }

    [Fact]
    public async Task When_a_conversation_is_lost_the_next_activation_finds_everyone()
    {
        var (here, there) = (await TestFront.StartRenewingAsync(Grains), await TestFront.StartRenewingAsync(Grains));
        var (ann, bob) = await TwoInTouchAsync(here, (presence, conversation) => presence != conversation && conversation != Primary);
        await there.ConnectAsync(bob);
        await KillAsync(SiloOf(Conversation(ann, bob)));
        var posted = await PostAsync(bob, ann, 5);
        await HearsAllAsync(here, ann, posted);

        // Presence of the other one may have been on the same silo.
        await there.UntilAsync(() => there.HeardOfMissed(bob) || HeardAll(there, bob, posted));
        here.Die();
        there.Die();
    }

    [Fact]
    public async Task When_presence_and_conversation_are_lost_together_everything_is_heard_or_whoever_missed_it_is_named()
    {
        var here = await TestFront.StartRenewingAsync(Grains);
        var (ann, bob) = await TwoInTouchAsync(here, (presence, conversation) => presence == conversation && presence != Primary);
        var told = new CallEnded(Guid.NewGuid(), CallStatus.Ended);
        await KillAsync(SiloOf(Presence(ann)));
        var posted = await PostAsync(bob, ann, 5);
        await AnsweredAsync(async () =>
        {
            await Presence(ann).TellAsync(told);
            return true;
        });
        await here.UntilAsync(() => here.HeardOfMissed(ann) || (HeardAll(here, ann, posted) && here.HeardBy<CallEnded>(ann).Contains(told)));
        await here.HearsAsync<MessagePosted>(ann, await LastOfAsync(bob, ann));
        here.Die();
    }

    [Fact]
    public async Task When_the_directory_is_lost_all_fronts_are_listed_again_and_nobody_is_dropped()
    {
        await FindAsync(
            async () =>
            {
                await Directory.LeaveAsync(Guid.Empty);
                if (SiloOf(Directory) == Primary)
                    await Cluster.DeactivateAsync(Directory);
                return SiloOf(Directory);
            },
            silo => silo != Primary);
        var (here, there) = (await TestFront.StartRenewingAsync(Grains), await TestFront.StartRenewingAsync(Grains));
        var (ann, bob) = await TwoInTouchAsync(here, (_, _) => true);
        await KillAsync(SiloOf(Directory));
        await UntilAsync(async () => (await Directory.ListAsync()).ToHashSet().SetEquals([here.Address, there.Address]));
        var posted = await PostAsync(bob, ann, 3);
        await here.UntilAsync(() => here.HeardOfMissed(ann) || HeardAll(here, ann, posted));
        Assert.True(await AnsweredAsync(Presence(ann).IsOnlineAsync));
        here.Die();
        there.Die();
    }

    [Fact]
    public async Task A_front_that_vanishes_holds_up_no_other_and_the_user_stays_online_elsewhere()
    {
        var (here, there) = (await TestFront.StartRenewingAsync(Grains), await TestFront.StartRenewingAsync(Grains));
        var (ann, bob) = await TwoInTouchAsync(here, (_, _) => true);
        await there.ConnectAsync(ann, bob);
        here.Die();
        var posted = await PostAsync(bob, ann, 5);
        await HearsAllAsync(there, ann, posted);

        // Bob has another device, too: once the lease has run out both are still there.
        await UntilAsync(async () => !(await Directory.ListAsync()).Contains(here.Address));
        await UntilAsync(async () => (await Presence(ann).WatchAsync(Guid.NewGuid(), false)).Fronts is [var only] && only.Equals(there.Address));
        Assert.True(await Presence(ann).IsOnlineAsync());
        Assert.DoesNotContain(there.HeardBy<PresenceChanged>(bob), presence => presence.UserId == ann && !presence.Online);
        there.Die();
    }

    [Fact]
    public async Task A_user_whose_only_front_vanished_is_offline_as_soon_as_its_lease_has_run_out()
    {
        var (here, there) = (await TestFront.StartRenewingAsync(Grains), await TestFront.StartRenewingAsync(Grains));
        var (ann, bob) = await TwoInTouchAsync(there, (_, _) => true);
        await here.ConnectAsync(ann);
        await there.DisconnectAsync(ann);
        here.Die();
        await UntilAsync(async () => !(await Directory.ListAsync()).Contains(here.Address));
        var gone = System.Diagnostics.Stopwatch.StartNew();
        await there.HearsAsync<PresenceChanged>(bob, presence => presence.UserId == ann && !presence.Online);
        Assert.InRange(gone.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        there.Die();
    }

    [Fact]
    public async Task A_large_group_on_two_fronts_hears_everything_and_each_front_learns_once_who_is_in_it()
    {
        var (here, there) = (await TestFront.StartRenewingAsync(Grains), await TestFront.StartRenewingAsync(Grains));
        var users = await Grains.RegisterAsync(300);
        var id = await Grains.CreateGroupAsync(GroupType.Public, users[0], users[1..]);
        await here.ConnectAsync(users[..150]);
        await there.ConnectAsync(users[150..]);
        await there.ConnectAsync(users[7]);
        var conversation = Grains.GetGrain<IConversationGrain>(id);
        List<Message> posted = [];
        for (var i = 0; i < 10; i++)
            posted.Add(await conversation.PostAsync(People.Text(users[0], $"{i}")));
        foreach (var user in users)
            await HearsAllAsync(Array.IndexOf(users, user) < 150 ? here : there, user, posted);
        await HearsAllAsync(there, users[7], posted);
        Assert.Equal((1, 1), (here.AudiencesLearned, there.AudiencesLearned));

        // A front that forgets learns it again; who is typing hears nothing of it; who is kicked hears nothing more.
        here.ForgetAudiences();
        await conversation.TypeAsync(users[1], true, null, null);
        await here.HearsAsync<TypingChanged>(users[2]);
        await there.HearsAsync<TypingChanged>(users[200]);
        Assert.Empty(here.HeardBy<TypingChanged>(users[1]));
        Assert.Equal((2, 1), (here.AudiencesLearned, there.AudiencesLearned));
        await Grains.GetGrain<IGroupGrain>(id).RemoveMemberAsync(users[0], users[299]);
        posted.Add(await conversation.PostAsync(People.Text(users[0], "without the last")));
        foreach (var user in new[] { users[3], users[200], users[298] })
            await HearsAllAsync(Array.IndexOf(users, user) < 150 ? here : there, user, posted);
        Assert.Equal(10, there.HeardBy<MessagePosted>(users[299]).Count);
        Assert.Equal((2, 2), (here.AudiencesLearned, there.AudiencesLearned));
        Assert.False(here.HeardOfMissed(users[1]) || there.HeardOfMissed(users[200]));
        here.Die();
        there.Die();
    }

    private SiloAddress Primary => Cluster.Primary!.SiloAddress;

    private IFrontDirectoryGrain Directory => Grains.GetGrain<IFrontDirectoryGrain>(0);

    private IPresenceGrain Presence(Guid user) => Grains.GetGrain<IPresenceGrain>(user);

    private IConversationGrain Conversation(Guid one, Guid other) => Grains.GetGrain<IConversationGrain>(ConversationId.Direct(one, other));

    private static bool HeardAll(TestFront front, Guid user, IEnumerable<Message> posted) =>
        !posted.Select(message => message.Id).Except(front.HeardBy<MessagePosted>(user).Select(heard => heard.Message.Id)).Any();

    private static async Task HearsAllAsync(TestFront front, Guid user, List<Message> posted)
    {
        await front.UntilAsync(() => HeardAll(front, user, posted));
        Assert.Equal(
            posted.Select(message => message.Sequence),
            front.HeardBy<MessagePosted>(user).Select(heard => heard.Message.Sequence).Where(sequence => sequence >= posted[0].Sequence));
    }

    /// <summary>Two who have written to each other and are on a front, with presence of the first and their conversation on silos that fit.</summary>
    private Task<(Guid Ann, Guid Bob)> TwoInTouchAsync(TestFront front, Func<SiloAddress?, SiloAddress?, bool> fits) => FindAsync(
        async () =>
        {
            var users = await Grains.RegisterAsync(2);
            await front.ConnectAsync(users);
            await Grains.PostToAsync(users[1], users[0], "first");
            await front.HearsAsync<MessagePosted>(users[0]);
            return (Ann: users[0], Bob: users[1]);
        },
        two => fits(SiloOf(Presence(two.Ann)), SiloOf(Conversation(two.Ann, two.Bob))));

    /// <summary>Posts with a key until each is acknowledged.</summary>
    private async Task<List<Message>> PostAsync(Guid from, Guid to, int count)
    {
        List<Message> posted = [];
        for (var i = 0; i < count; i++)
        {
            var key = Guid.NewGuid().ToString();
            posted.Add(await AnsweredAsync(() => Grains.PostToAsync(from, to, $"{i}", key)));
        }

        return posted;
    }

    /// <summary>Posts once more; what tells that message from others.</summary>
    private async Task<Func<MessagePosted, bool>> LastOfAsync(Guid from, Guid to)
    {
        var last = Assert.Single(await PostAsync(from, to, 1));
        return heard => heard.Message.Id == last.Id;
    }
}
