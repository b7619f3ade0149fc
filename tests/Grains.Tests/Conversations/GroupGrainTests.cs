using Orleans;
using OrleansChat.Grains.Conversations;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Interfaces.Paging;
using OrleansChat.Grains.Interfaces.Search;
using OrleansChat.Grains.Tests.Cluster;
using OrleansChat.Storage.Conversations;

namespace OrleansChat.Grains.Tests.Conversations;

[Collection(ClusterCollection.Name)]
public sealed class GroupGrainTests(ClusterFixture cluster) : IAsyncLifetime
{
    private Guid _owner;
    private Guid _member;
    private Guid _stranger;

    public async ValueTask InitializeAsync()
    {
        var users = await cluster.Grains.RegisterAsync(3);
        (_owner, _member, _stranger) = (users[0], users[1], users[2]);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_new_group_has_its_owner_and_is_listed_to_them()
    {
        var grain = cluster.Grains.GetGrain<IGroupGrain>(ConversationId.NewGroup());
        var group = await grain.CreateAsync(new NewGroup(_owner, "Team", "About us", "https://example.com/c.jpg", GroupType.Secret));
        Assert.Equal(("Team", "About us", "https://example.com/c.jpg", GroupType.Secret), (group.Title, group.Description, group.Cover, group.Type));
        Assert.Equal((_owner, GroupRole.Owner), (Assert.Single(group.Members).UserId, group.Members[0].Role));
        var listed = await cluster.Grains.GetGrain<ILookupGrain>(0).ListGroupsAsync(_owner, new PageRequest(1, 20));
        Assert.Equal(new GroupSummary(group.Id, "Team", GroupType.Secret), Assert.Single(listed.Items));
    }

    [Fact]
    public async Task What_breaks_a_rule_is_refused_here_too()
    {
        var grain = cluster.Grains.GetGrain<IGroupGrain>(ConversationId.NewGroup());
        await Refused.ForAsync("title", () => grain.CreateAsync(new NewGroup(_owner, "", null, null, GroupType.Private)));
        await Refused.ForAsync("cover", () => grain.CreateAsync(new NewGroup(_owner, "Team", null, "javascript:alert(1)", GroupType.Private)));
        await Refused.WithAsync(ChatError.GroupNotFound, () => grain.GetAsync(_owner));
    }

    [Theory]
    [InlineData(GroupType.Private, ChatError.NotAMember)]
    [InlineData(GroupType.Secret, ChatError.GroupNotFound)]
    public async Task A_stranger_is_kept_out_of_a_group_that_is_not_public(GroupType type, ChatError refusal)
    {
        var group = await CreateAsync(type, _member);
        await Refused.WithAsync(refusal, () => group.GetAsync(_stranger));
        await Refused.WithAsync(refusal, () => group.AddMemberAsync(_stranger, _stranger, GroupRole.Member));
        await NoStrangerAdministersAsync(group, refusal);
    }

    [Fact]
    public async Task A_stranger_sees_a_public_group_and_joins_it_as_a_member_but_administers_nothing()
    {
        var group = await CreateAsync(GroupType.Public, _member);
        Assert.Equal(2, (await group.GetAsync(_stranger)).Members.Length);
        await NoStrangerAdministersAsync(group, ChatError.NotAMember);
        await Refused.WithAsync(ChatError.RoleTooLow, () => group.AddMemberAsync(_stranger, _stranger, GroupRole.Admin));
        await group.AddMemberAsync(_stranger, _stranger, GroupRole.Member);
        await Refused.WithAsync(ChatError.AlreadyAMember, () => group.AddMemberAsync(_stranger, _stranger, GroupRole.Member));
        Assert.Equal(GroupRole.Member, (await group.GetAsync(_stranger)).Members[^1].Role);
    }

    [Fact]
    public async Task Only_users_who_exist_are_added()
    {
        var group = await CreateAsync(GroupType.Private);
        await Refused.WithAsync(ChatError.UserNotFound, () => group.AddMemberAsync(_owner, Guid.NewGuid(), GroupRole.Member));
        await cluster.Grains.GetGrain<IAccountGrain>(_stranger).DeleteAsync();
        await Refused.WithAsync(ChatError.UserNotFound, () => group.AddMemberAsync(_owner, _stranger, GroupRole.Member));
    }

    [Fact]
    public async Task Nobody_who_does_not_exist_creates_a_group()
    {
        var group = cluster.Grains.GetGrain<IGroupGrain>(ConversationId.NewGroup());
        await Refused.WithAsync(ChatError.UserNotFound, () => group.CreateAsync(new NewGroup(Guid.NewGuid(), "Team", null, null, GroupType.Public)));
        await Refused.WithAsync(ChatError.GroupNotFound, () => group.GetAsync(_owner));
    }

    [Fact]
    public async Task Who_is_added_while_their_account_is_deleted_is_no_member_in_the_end()
    {
        var group = await CreateAsync(GroupType.Private);
        var users = await cluster.Grains.RegisterAsync(30);
        await Task.WhenAll(users.SelectMany(user => new[] { AddAsync(user), cluster.Grains.GetGrain<IAccountGrain>(user).DeleteAsync() }));
        Assert.Equal(_owner, Assert.Single((await group.GetAsync(_owner)).Members).UserId);

        async Task AddAsync(Guid user)
        {
            try
            {
                await group.AddMemberAsync(_owner, user, GroupRole.Member);
            }
            catch (ChatException refusal) when (refusal.Error == ChatError.UserNotFound)
            {
                // The deletion came first.
            }
        }
    }

    [Fact]
    public async Task A_group_that_does_not_exist_does_not_stay_in_memory()
    {
        var group = cluster.Grains.GetGrain<IGroupGrain>(ConversationId.NewGroup());
        await Refused.WithAsync(ChatError.GroupNotFound, () => group.GetAsync(_owner));
        await cluster.Service<IConversationStore>().CreateAsync(ConversationState.NewGroup(
            group.GetPrimaryKey(), new NewGroup(_owner, "Team", null, null, GroupType.Private), DateTimeOffset.UnixEpoch));
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await IsThereAsync())
            limit.Token.ThrowIfCancellationRequested();

        async Task<bool> IsThereAsync()
        {
            try
            {
                return (await group.GetAsync(_owner)).Title == "Team";
            }
            catch (ChatException refusal) when (refusal.Error == ChatError.GroupNotFound)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task Who_joins_reads_the_history_and_does_not_unsee_it()
    {
        var group = await CreateAsync(GroupType.Private, _member);
        await Conversation(group).PostAsync(People.Text(_owner, "Before"));
        await Conversation(group).AcknowledgeAsync(_member, 1, ReceiptKind.Seen);
        await group.AddMemberAsync(_owner, _stranger, GroupRole.Member);
        Assert.Equal(MessageStatus.Seen, (await Conversation(group).GetAsync(_stranger, 1)).Status);
    }

    [Fact]
    public async Task Who_is_added_hears_from_then_on_and_who_is_removed_hears_no_more()
    {
        var front = await TestFront.StartAsync(cluster.Grains);
        await front.ConnectAsync(_owner, _member, _stranger);
        var group = await CreateAsync(GroupType.Private, _member);
        await Conversation(group).PostAsync(People.Text(_owner, "1"));
        await front.HearsAsync<MessagePosted>(_member);
        await group.AddMemberAsync(_owner, _stranger, GroupRole.Member);
        await Conversation(group).PostAsync(People.Text(_owner, "2"));
        await front.HearsAsync<MessagePosted>(_member, posted => posted.Message.Content == "2");
        await group.RemoveMemberAsync(_owner, _member);
        await Conversation(group).PostAsync(People.Text(_owner, "3"));
        await front.HearsAsync<MessagePosted>(_stranger, posted => posted.Message.Content == "3");
        Assert.Equal(["1", "2"], front.HeardBy<MessagePosted>(_member).Select(posted => posted.Message.Content));
        Assert.Equal(["2", "3"], front.HeardBy<MessagePosted>(_stranger).Select(posted => posted.Message.Content));

        // Coming back to the front brings nothing back.
        await front.DisconnectAsync(_member);
        await front.ConnectAsync(_member);
        await Conversation(group).PostAsync(People.Text(_owner, "4"));
        await front.HearsAsync<MessagePosted>(_stranger, posted => posted.Message.Content == "4");
        Assert.Equal(2, front.HeardBy<MessagePosted>(_member).Count);
        await Refused.WithAsync(ChatError.NotAMember, () => Conversation(group).ReadAsync(_member, new PageRequest(1, 20), null));
    }

    [Fact]
    public async Task Who_is_added_to_a_busy_group_hears_the_very_next_message()
    {
        var front = await TestFront.StartAsync(cluster.Grains);
        await front.ConnectAsync(_owner);
        var group = await CreateAsync(GroupType.Private);
        await Conversation(group).PostAsync(People.Text(_owner, "first"));
        var added = new List<(Guid User, long Sequence)>();
        foreach (var user in await cluster.Grains.RegisterAsync(50))
        {
            await front.ConnectAsync(user);
            var others = Enumerable.Range(0, 20).Select(_ => Conversation(group).PostAsync(People.Text(_owner, "other"))).ToList();
            await group.AddMemberAsync(_owner, user, GroupRole.Member);
            added.Add((user, (await Conversation(group).PostAsync(People.Text(_owner, "next"))).Sequence));
            await Task.WhenAll(others);
        }

        await Conversation(group).PostAsync(People.Text(_owner, "last"));
        await front.HearsAsync<MessagePosted>(_owner, posted => posted.Message.Content == "last");
        Assert.All(added, next => Assert.Contains(front.HeardBy<MessagePosted>(next.User), posted => posted.Message.Sequence == next.Sequence));
        Assert.All(added, next => Assert.False(front.HeardOfMissed(next.User)));
    }

    [Fact]
    public async Task Changes_are_stored()
    {
        var group = await CreateAsync(GroupType.Private, _member);
        var changed = await group.UpdateAsync(new GroupChange(_owner, new(true, "New"), new(true, "About"), default, new(true, GroupType.Public)));
        Assert.Equal(("New", "About", GroupType.Public), (changed.Title, changed.Description, changed.Type));
        await cluster.BeginAnewAsync(Conversation(group), () => Conversation(group).PostAsync(People.Text(_owner, "More")));
        var again = await group.GetAsync(_stranger);
        Assert.Equal(changed with { Members = [] }, again with { Members = [] });
        Assert.Equal(changed.Members, again.Members);
    }

    [Fact]
    public async Task An_owner_who_leaves_hands_the_group_on_and_the_last_one_deletes_it()
    {
        var group = await CreateAsync(GroupType.Private, _member, _stranger);
        await Conversation(group).PostAsync(People.Text(_owner, "Bye"));
        await group.LeaveAsync(_owner);
        Assert.Equal([(_member, GroupRole.Owner), (_stranger, GroupRole.Member)], (await group.GetAsync(_member)).Members.Select(m => (m.UserId, m.Role)));
        await group.LeaveAsync(_member);
        await group.LeaveAsync(_stranger);
        await Refused.WithAsync(ChatError.GroupNotFound, () => group.GetAsync(_stranger));
        Assert.Empty((await cluster.Grains.GetGrain<ILookupGrain>(0).ListGroupsAsync(_stranger, new PageRequest(1, 20))).Items);
    }

    [Fact]
    public async Task A_deleted_group_is_as_if_it_had_never_been()
    {
        var group = await CreateAsync(GroupType.Public, _member);
        var message = await Conversation(group).PostAsync(People.Text(_owner, "Gone"));
        await Refused.WithAsync(ChatError.RoleTooLow, () => group.DeleteAsync(_member));
        await group.DeleteAsync(_owner);
        await Refused.WithAsync(ChatError.GroupNotFound, () => group.GetAsync(_owner));
        await Refused.WithAsync(ChatError.GroupNotFound, () => group.DeleteAsync(_owner));
        await Refused.WithAsync(ChatError.GroupNotFound, () => Conversation(group).PostAsync(People.Text(_owner, "Hello?")));
        await Refused.WithAsync(ChatError.MessageNotFound, () => Conversation(group).GetAsync(_owner, 1));
        Assert.Null(await cluster.Grains.GetGrain<ILookupGrain>(0).LocateMessageAsync(message.Id));
    }

    [Fact]
    public async Task Posts_while_a_group_is_deleted_are_stored_or_refused()
    {
        var group = await CreateAsync(GroupType.Private, _member);
        var posts = Enumerable.Range(0, 40).Select(async i =>
        {
            try
            {
                await Conversation(group).PostAsync(People.Text(_member, $"{i}"));
                return ChatError.Invalid;
            }
            catch (ChatException refusal)
            {
                return refusal.Error;
            }
        }).ToList();
        await group.DeleteAsync(_owner);
        Assert.All(await Task.WhenAll(posts), outcome => Assert.Contains(outcome, new[] { ChatError.Invalid, ChatError.GroupNotFound, ChatError.Unavailable }));
        await Refused.WithAsync(ChatError.GroupNotFound, () => group.GetAsync(_owner));
    }

    [Fact]
    public async Task Another_writer_is_noticed_and_what_it_wrote_is_kept()
    {
        var group = await CreateAsync(GroupType.Private);
        var store = cluster.Service<IConversationStore>();
        var stored = await store.LoadAsync(group.GetPrimaryKey());
        await store.UpdateAsync(stored! with { Title = "From elsewhere", Version = stored.Version + 1 }, null);
        await Refused.WithAsync(ChatError.Unavailable, () => group.AddMemberAsync(_owner, _member, GroupRole.Member));
        await group.AddMemberAsync(_owner, _member, GroupRole.Member);
        var now = await group.GetAsync(_member);
        Assert.Equal(("From elsewhere", 2), (now.Title, now.Members.Length));
    }

    [Fact]
    public async Task Of_two_who_add_the_same_user_at_once_one_is_told_so()
    {
        var group = await CreateAsync(GroupType.Private);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ =>
        {
            try
            {
                await group.AddMemberAsync(_owner, _member, GroupRole.Member);
                return true;
            }
            catch (ChatException refusal) when (refusal.Error == ChatError.AlreadyAMember)
            {
                return false;
            }
        }));
        Assert.Single(outcomes, added => added);
        Assert.Equal(2, (await group.GetAsync(_owner)).Members.Length);
    }

    private async Task NoStrangerAdministersAsync(IGroupGrain group, ChatError refusal)
    {
        await Refused.WithAsync(refusal, () => group.UpdateAsync(new GroupChange(_stranger, new(true, "Mine"), default, default, default)));
        await Refused.WithAsync(refusal, () => group.DeleteAsync(_stranger));
        await Refused.WithAsync(refusal, () => group.AddMemberAsync(_stranger, _owner, GroupRole.Member));
        await Refused.WithAsync(refusal, () => group.RemoveMemberAsync(_stranger, _member));
        await Refused.WithAsync(refusal, () => group.LeaveAsync(_stranger));
    }

    private async Task<IGroupGrain> CreateAsync(GroupType type, params Guid[] members) =>
        cluster.Grains.GetGrain<IGroupGrain>(await cluster.Grains.CreateGroupAsync(type, _owner, members));

    private IConversationGrain Conversation(IGroupGrain group) => cluster.Grains.GetGrain<IConversationGrain>(group.GetPrimaryKey());
}
