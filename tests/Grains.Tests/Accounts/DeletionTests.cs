using Orleans;
using Orleans.Runtime;
using OrleansChat.Grains.Accounts;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Paging;
using OrleansChat.Grains.Interfaces.Search;
using OrleansChat.Grains.Tests.Cluster;

namespace OrleansChat.Grains.Tests.Accounts;

[Collection(ClusterCollection.Name)]
public sealed class DeletionTests(ClusterFixture cluster) : IAsyncLifetime
{
    private readonly NewAccount _someone = People.Someone();
    private readonly Guid _id = Guid.CreateVersion7();

    private IAccountGrain Account => cluster.Grains.GetGrain<IAccountGrain>(_id);

    public async ValueTask InitializeAsync() => await Account.RegisterAsync(_someone);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_deleted_account_is_gone_with_its_sessions_and_its_handles_are_free()
    {
        var front = await TestFront.StartAsync(cluster.Grains);
        var session = await Account.SignInAsync(new SignIn(People.Password));
        await Account.DeleteAsync();
        await Refused.WithAsync(ChatError.UserNotFound, Account.GetAsync);
        await Refused.WithAsync(ChatError.UserNotFound, Account.DeleteAsync);
        await Refused.WithAsync(ChatError.InvalidCredentials, () => Account.SignInAsync(new SignIn(People.Password)));
        await Refused.WithAsync(ChatError.SessionEnded, () => Account.RefreshAsync(session.SessionId, session.RefreshSecret));
        Assert.False(await Account.HasSessionAsync(session.SessionId));
        Assert.False(await Account.ExistsAsync());
        await front.HearsOfEndAsync(_id, session.SessionId);
        await cluster.Grains.GetGrain<IAccountGrain>(Guid.CreateVersion7()).RegisterAsync(_someone);
    }

    [Fact]
    public async Task A_deletion_ends_sessions_that_lapsed_too()
    {
        var lapsed = await Account.SignInAsync(new SignIn(People.Password));
        ClusterFixture.Time.Advance(TimeSpan.FromDays(8));
        var front = await TestFront.StartAsync(cluster.Grains);
        await Account.DeleteAsync();
        await front.HearsOfEndAsync(_id, lapsed.SessionId);
    }

    [Fact]
    public async Task Nothing_of_a_deleted_account_is_kept_not_even_that_its_handles_were_taken()
    {
        await Account.DeleteAsync();
        Assert.False(await IsKeptAsync<AccountState>("account", Account));
        Assert.False(await IsKeptAsync<HandleState>("handle", cluster.Grains.GetGrain<IHandleGrain>(Handle.Email(_someone.Email))));
        Assert.False(await IsKeptAsync<HandleState>("handle", cluster.Grains.GetGrain<IHandleGrain>(Handle.Username(_someone.Username!))));

        async Task<bool> IsKeptAsync<T>(string name, IAddressable grain)
        {
            var state = new GrainState<T>();
            await cluster.GrainStorage.ReadStateAsync(name, grain.GetGrainId(), state);
            return state.RecordExists;
        }
    }

    [Fact]
    public async Task Every_store_that_keeps_something_of_accounts_forgets_a_deleted_one()
    {
        Assert.DoesNotContain(_id, ClusterFixture.Deletions.Forgotten);
        await Account.DeleteAsync();
        Assert.Contains(_id, ClusterFixture.Deletions.Forgotten);
    }

    [Fact]
    public async Task A_deleted_account_is_not_found_by_search()
    {
        await Account.DeleteAsync();
        Assert.Empty((await cluster.Grains.GetGrain<ILookupGrain>(0).SearchUsersAsync(_someone.Username!, new PageRequest(1, 20))).Items);
    }

    [Fact]
    public async Task A_deleted_account_leaves_its_groups_and_its_messages_stay_with_a_deleted_author()
    {
        var other = await cluster.Grains.RegisterAsync();
        var owned = await cluster.Grains.CreateGroupAsync(GroupType.Private, _id, other);
        var joined = await cluster.Grains.CreateGroupAsync(GroupType.Private, other, _id);
        await cluster.Grains.GetGrain<IConversationGrain>(joined).PostAsync(People.Text(_id, "I was here"));
        await Account.DeleteAsync();

        var left = await cluster.Grains.GetGrain<IGroupGrain>(owned).GetAsync(other);
        Assert.Equal((other, GroupRole.Owner), (Assert.Single(left.Members).UserId, left.Members[0].Role));
        Assert.Equal(other, Assert.Single((await cluster.Grains.GetGrain<IGroupGrain>(joined).GetAsync(other)).Members).UserId);
        var history = await cluster.Grains.GetGrain<IConversationGrain>(joined).ReadAsync(other, new PageRequest(1, 20), null);
        Assert.Equal(("I was here", true), (Assert.Single(history.Items).Content, history.Items[0].SenderDeleted));
    }

    [Fact]
    public async Task A_direct_conversation_stays_readable_for_the_other_one_but_takes_no_more_messages()
    {
        var other = await cluster.Grains.RegisterAsync();
        await cluster.Grains.PostToAsync(_id, other, "bye");
        await Account.DeleteAsync();
        var conversation = cluster.Grains.GetGrain<IConversationGrain>(ConversationId.Direct(_id, other));
        Assert.True(Assert.Single((await conversation.ReadAsync(other, new PageRequest(1, 20), _id)).Items).SenderDeleted);
        await Refused.WithAsync(ChatError.UserNotFound, () => cluster.Grains.PostToAsync(other, _id, "hello?"));
        await Refused.WithAsync(ChatError.UserNotFound, () => cluster.Grains.PostToAsync(_id, other, "one more thing"));
    }

    [Fact]
    public async Task Who_never_wrote_takes_no_more_messages_once_deleted_however_many_came_before()
    {
        var other = await cluster.Grains.RegisterAsync();
        for (var i = 0; i < 5; i++)
            await cluster.Grains.PostToAsync(other, _id, $"{i}"); // From now on it is known that both exist.
        await Account.DeleteAsync();
        await Refused.WithAsync(ChatError.UserNotFound, () => cluster.Grains.PostToAsync(other, _id, "hello?"));
    }

    [Fact]
    public async Task Who_resumes_sees_that_the_author_is_deleted_though_the_message_is_a_recent_one()
    {
        var other = await cluster.Grains.RegisterAsync();
        await cluster.Grains.PostToAsync(_id, other, "bye");
        var direct = ConversationId.Direct(_id, other);
        var group = await cluster.Grains.CreateGroupAsync(GroupType.Private, other, _id);
        await cluster.Grains.GetGrain<IConversationGrain>(group).PostAsync(People.Text(_id, "bye"));
        await Account.DeleteAsync();
        foreach (var id in new[] { direct, group })
        {
            var resumed = await cluster.Grains.GetGrain<IConversationGrain>(id).ResumeAsync(other, new ResumePoint(0, 0, 0), 20);
            Assert.True(Assert.Single(resumed.Messages).SenderDeleted);
        }
    }

    [Fact]
    public async Task A_deletion_that_a_crash_cut_short_is_finished_by_the_next_activation()
    {
        var front = await TestFront.StartAsync(cluster.Grains);
        var (someone, session) = (People.Someone(), Guid.NewGuid());
        var account = cluster.Grains.GetGrain<IAccountGrain>(Guid.CreateVersion7());
        var name = cluster.Grains.GetGrain<IHandleGrain>(Handle.Username(someone.Username!));
        await name.TryClaimAsync(account.GetPrimaryKey());
        var now = ClusterFixture.Time.GetUtcNow();
        var cutShort = AccountState.Create(someone, someone.Username!, "hash", AccountRole.User, now)
            .OpenSession(new Session(session, "hash", now.AddDays(1)), 1, now)
            .BeginDeletion(now);
        await StoreAsync(account, cutShort);

        Assert.False(await account.ExistsAsync());
        await front.HearsOfEndAsync(account.GetPrimaryKey(), session);
        await account.SeenAsync(now); // Has to wait for the deletion, which is under way.
        Assert.Null(await name.FindAsync());
        await Refused.WithAsync(ChatError.UserNotFound, account.DeleteAsync);
    }

    [Fact]
    public async Task A_deletion_that_a_crash_cut_short_may_be_asked_for_again()
    {
        var someone = People.Someone();
        var account = cluster.Grains.GetGrain<IAccountGrain>(Guid.CreateVersion7());
        await StoreAsync(account, AccountState.Create(someone, someone.Username!, "hash", AccountRole.User, DateTimeOffset.UnixEpoch).BeginDeletion(DateTimeOffset.UnixEpoch));
        await account.DeleteAsync();
        await cluster.Grains.GetGrain<IAccountGrain>(Guid.CreateVersion7()).RegisterAsync(someone);
    }

    [Fact]
    public async Task A_directory_that_lags_behind_is_mended_by_the_next_activation()
    {
        var someone = People.Someone();
        var account = cluster.Grains.GetGrain<IAccountGrain>(Guid.CreateVersion7());
        await StoreAsync(account, AccountState.Create(someone, someone.Username!, "hash", AccountRole.User, DateTimeOffset.UnixEpoch));
        Assert.True(await account.ExistsAsync());

        // The mending is a turn of its own that begins some time after the activation.
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while ((await cluster.Grains.GetGrain<ILookupGrain>(0).SearchUsersAsync(someone.Username!, new PageRequest(1, 20))).Total == 0)
            limit.Token.ThrowIfCancellationRequested();
    }

    /// <summary>Leaves an account in the store as a process would that ended at this point.</summary>
    private Task StoreAsync(IAccountGrain account, AccountState state) =>
        cluster.GrainStorage.WriteStateAsync("account", account.GetGrainId(), new GrainState<AccountState>(state));
}
