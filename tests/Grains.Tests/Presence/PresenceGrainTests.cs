using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Grains.Tests.Cluster;

namespace OrleansChat.Grains.Tests.Presence;

[Collection(ClusterCollection.Name)]
public sealed class PresenceGrainTests(ClusterFixture cluster) : IAsyncLifetime
{
    private Guid _ann;
    private Guid _friend;
    private Guid _stranger;
    private TestFront _front = null!;

    private IPresenceGrain Ann => cluster.Grains.GetGrain<IPresenceGrain>(_ann);

    public async ValueTask InitializeAsync()
    {
        var users = await cluster.Grains.RegisterAsync(3);
        (_ann, _friend, _stranger) = (users[0], users[1], users[2]);
        await cluster.Grains.PostToAsync(_friend, _ann, "We are in touch");
        _front = await TestFront.StartAsync(cluster.Grains);
        await _front.ConnectAsync(_friend, _stranger);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Contacts_hear_that_a_user_came_and_went_and_strangers_do_not()
    {
        var elsewhere = await TestFront.StartAsync(cluster.Grains);
        Assert.False(await Ann.IsOnlineAsync());
        await elsewhere.ConnectAsync(_ann);
        Assert.True(await Ann.IsOnlineAsync());
        Assert.True((await _front.HearsAsync<PresenceChanged>(_friend, presence => presence.UserId == _ann)).Online);
        using var _ = cluster.WithoutOfflineGrace();
        await elsewhere.DisconnectAsync(_ann);
        await _front.HearsAsync<PresenceChanged>(_friend, presence => presence.UserId == _ann && !presence.Online);
        Assert.False(await Ann.IsOnlineAsync());
        Assert.DoesNotContain(_front.HeardBy<PresenceChanged>(_stranger), presence => presence.UserId == _ann);
    }

    [Fact]
    public async Task A_quick_reconnect_goes_unnoticed()
    {
        await _front.ConnectAsync(_ann);
        await _front.HearsAsync<PresenceChanged>(_friend, presence => presence.UserId == _ann);
        await _front.DisconnectAsync(_ann);
        Assert.True(await Ann.IsOnlineAsync());
        await _front.ConnectAsync(_ann);

        // The one absence that is heard of is the one that lasts.
        using var _ = cluster.WithoutOfflineGrace();
        await _front.DisconnectAsync(_ann);
        await _front.HearsAsync<PresenceChanged>(_friend, presence => presence.UserId == _ann && !presence.Online);
        Assert.Equal([true, false], _front.HeardBy<PresenceChanged>(_friend).Where(presence => presence.UserId == _ann).Select(presence => presence.Online));
    }

    [Fact]
    public async Task A_user_is_online_while_one_front_holds_a_connection()
    {
        var other = await TestFront.StartAsync(cluster.Grains);
        await _front.ConnectAsync(_ann);
        await other.ConnectAsync(_ann);
        await _front.DisconnectAsync(_ann);
        await Ann.TellAsync(new PresenceChanged(_stranger, true));
        await other.HearsAsync<PresenceChanged>(_ann, presence => presence.UserId == _stranger);
        Assert.True(await Ann.IsOnlineAsync());
        Assert.DoesNotContain(_front.HeardBy<PresenceChanged>(_ann), presence => presence.UserId == _stranger);
    }

    [Fact]
    public async Task Contacts_hear_how_a_user_wants_to_be_shown_until_they_leave()
    {
        await _front.ConnectAsync(_ann);
        await Ann.SetAsync(PresenceStatus.Busy, new(true, "In a meeting"));
        var busy = await _front.HearsAsync<PresenceChanged>(_friend, presence => presence.UserId == _ann && presence.Status == PresenceStatus.Busy);
        Assert.Equal((true, "In a meeting"), (busy.Online, busy.StatusMessage.Value));
        Assert.Equal((PresenceStatus.Busy, "In a meeting"), await ShownAsync());
        await Ann.SetAsync(PresenceStatus.Away, default);
        await _front.HearsAsync<PresenceChanged>(_friend, presence => presence.UserId == _ann && presence.Status == PresenceStatus.Away);

        using var _ = cluster.WithoutOfflineGrace();
        await _front.DisconnectAsync(_ann);
        await _front.HearsAsync<PresenceChanged>(_friend, presence => presence.UserId == _ann && !presence.Online);
        await _front.ConnectAsync(_ann);
        await _front.UntilAsync(() => _front.HeardBy<PresenceChanged>(_friend).Last(presence => presence.UserId == _ann).Online);
        Assert.Equal((PresenceStatus.Online, "In a meeting"), await ShownAsync());
    }

    [Fact]
    public async Task Who_wants_not_to_be_seen_is_offline_to_others_and_connected_all_the_same()
    {
        await _front.ConnectAsync(_ann);
        await Ann.SetAsync(PresenceStatus.Offline, default);
        var gone = await _front.HearsAsync<PresenceChanged>(_friend, presence => presence.UserId == _ann && !presence.Online);
        Assert.Equal((false, true), (await Ann.IsOnlineAsync(), await Ann.IsConnectedAsync()));
        await Ann.TellAsync(new PresenceChanged(_stranger, true));
        await _front.HearsAsync<PresenceChanged>(_ann, presence => presence.UserId == _stranger);

        // Whoever was not seen was last seen before.
        ClusterFixture.Time.Advance(TimeSpan.FromMinutes(1));
        await cluster.Grains.GetGrain<IFrontDirectoryGrain>(0).RenewAsync(_front.Address);
        await _front.DisconnectAsync(_ann);
        Assert.Equal(gone.LastSeen, (await Ann.GetAsync()).LastSeen);
        Assert.False(await Ann.IsConnectedAsync());
    }

    [Fact]
    public async Task A_status_outlives_the_activation_by_the_front_that_knows_it()
    {
        await Ann.ArrivedAsAsync(_front.Address, again: true, PresenceStatus.Busy);
        Assert.Equal(PresenceStatus.Busy, (await Ann.GetAsync()).Status);
        await Ann.SetAsync(PresenceStatus.Away, default);
        await Ann.ArrivedAsAsync(_front.Address, again: true, PresenceStatus.Busy); // What was chosen last holds.
        await _front.HearsAsync<PresenceChanged>(_friend, presence => presence.UserId == _ann && presence.Status == PresenceStatus.Away);
        Assert.Equal([PresenceStatus.Away], _front.HeardBy<PresenceChanged>(_friend).Where(presence => presence.UserId == _ann).Select(presence => presence.Status));
        await Refused.ForAsync("status", () => Ann.SetAsync((PresenceStatus)9, default));
        await Refused.ForAsync("statusMessage", () => Ann.SetAsync(PresenceStatus.Busy, new(true, new string('x', 201))));
    }

    [Fact]
    public async Task When_a_user_was_last_seen_is_remembered()
    {
        var account = cluster.Grains.GetGrain<IAccountGrain>(_ann);
        var before = (await account.GetAsync()).LastSeen;
        ClusterFixture.Time.Advance(TimeSpan.FromMinutes(1));
        await cluster.Grains.GetGrain<IFrontDirectoryGrain>(0).RenewAsync(_front.Address);
        using var _ = cluster.WithoutOfflineGrace();
        await _front.ConnectAsync(_ann);
        await _front.DisconnectAsync(_ann);
        await _front.HearsAsync<PresenceChanged>(_friend, presence => presence.UserId == _ann && !presence.Online);
        Assert.True((await account.GetAsync()).LastSeen >= before.AddMinutes(1));
    }

    [Fact]
    public async Task What_is_told_to_a_user_reaches_each_of_their_fronts_in_order()
    {
        var other = await TestFront.StartAsync(cluster.Grains);
        await _front.ConnectAsync(_ann);
        await other.ConnectAsync(_ann);
        var told = Enumerable.Range(0, 300).Select(_ => new CallEnded(Guid.NewGuid(), default)).ToList();
        foreach (var chatEvent in told)
            await Ann.TellAsync(chatEvent);
        foreach (var front in new[] { _front, other })
        {
            await front.UntilAsync(() => front.HeardBy<CallEnded>(_ann).Count >= told.Count);
            Assert.Equal(told, front.HeardBy<CallEnded>(_ann));
        }
    }

    [Fact]
    public async Task A_front_that_is_gone_without_a_word_takes_its_users_offline()
    {
        var lost = await TestFront.StartAsync(cluster.Grains);
        await lost.ConnectAsync(_ann);
        await _front.HearsAsync<PresenceChanged>(_friend, presence => presence.UserId == _ann && presence.Online);
        using var _ = cluster.WithoutOfflineGrace();
        await lost.VanishAsync();
        await cluster.Grains.GetGrain<IFrontDirectoryGrain>(0).RenewAsync(_front.Address);
        await _front.HearsAsync<PresenceChanged>(_friend, presence => presence.UserId == _ann && !presence.Online);
        Assert.False(await Ann.IsOnlineAsync());
    }

    [Fact]
    public async Task A_conversation_that_watches_is_told_and_one_that_stopped_is_not()
    {
        var conversation = Guid.NewGuid();
        Assert.Empty((await Ann.WatchAsync(conversation, false)).Fronts);
        await _front.ConnectAsync(_ann);
        Assert.Equal([_front.Address], (await Ann.WatchAsync(ConversationId.NewGroup(), false)).Fronts);
        await Ann.UnwatchAsync(conversation);
        await _front.DisconnectAsync(_ann);
    }

    [Fact]
    public async Task Leases_of_fronts_run_out()
    {
        var directory = cluster.Grains.GetGrain<IFrontDirectoryGrain>(0);
        var front = TestFront.Unlisted(cluster.Grains).Address;
        await directory.RenewAsync(front);
        Assert.Contains(front, await directory.ListAsync());
        ClusterFixture.Time.Advance(FrontLease.Duration);
        Assert.DoesNotContain(front, await directory.ListAsync());
    }

    private async Task<(PresenceStatus Status, string? Message)> ShownAsync()
    {
        var shown = await Ann.GetAsync();
        return (shown.Status, shown.StatusMessage);
    }
}
