using Orleans;
using OrleansChat.Grains.Accounts;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Paging;
using OrleansChat.Grains.Interfaces.Search;
using OrleansChat.Grains.Tests.Cluster;

namespace OrleansChat.Grains.Tests.Accounts;

[Collection(ClusterCollection.Name)]
public sealed class AccountGrainTests(ClusterFixture cluster)
{
    private readonly IAccountGrain _account = cluster.Grains.GetGrain<IAccountGrain>(Guid.CreateVersion7());
    private readonly NewAccount _someone = People.Someone();

    [Fact]
    public async Task A_registered_account_has_the_profile_it_was_given()
    {
        var registered = await _account.RegisterAsync(_someone);
        Assert.Equal((_someone.Username!, _someone.Email, AccountRole.User), (registered.Username, registered.Email, registered.Role));
        Assert.Null(registered.Avatar);
        Assert.Equal(registered, await _account.GetAsync());
        Assert.True(await _account.ExistsAsync());
    }

    [Fact]
    public async Task Its_handles_lead_to_it_whatever_their_case()
    {
        await _account.RegisterAsync(_someone);
        Assert.Equal(_account.GetPrimaryKey(), await FindAsync(Handle.Email(_someone.Email.ToUpperInvariant())));
        Assert.Equal(_account.GetPrimaryKey(), await FindAsync(Handle.Username(_someone.Username!.ToUpperInvariant())));
    }

    [Fact]
    public async Task It_can_be_found_by_its_name()
    {
        await _account.RegisterAsync(_someone);
        var found = await cluster.Grains.GetGrain<ILookupGrain>(0).SearchUsersAsync(_someone.Username!, new PageRequest(1, 20));
        Assert.Equal(_account.GetPrimaryKey(), Assert.Single(found.Items).Id);
    }

    [Fact]
    public async Task A_taken_email_address_is_refused_and_the_name_stays_free()
    {
        await _account.RegisterAsync(_someone);
        var other = People.Someone() with { Email = _someone.Email.ToUpperInvariant() };
        await Refused.WithAsync(ChatError.EmailTaken, () => Fresh().RegisterAsync(other));
        Assert.Null(await FindAsync(Handle.Username(other.Username!)));
    }

    [Fact]
    public async Task A_taken_name_is_refused_and_the_email_address_stays_free()
    {
        await _account.RegisterAsync(_someone);
        var other = People.Someone() with { Username = _someone.Username!.ToUpperInvariant() };
        await Refused.WithAsync(ChatError.UsernameTaken, () => Fresh().RegisterAsync(other));
        Assert.Null(await FindAsync(Handle.Email(other.Email)));
        await Fresh().RegisterAsync(other with { Username = People.Someone().Username! });
    }

    [Fact]
    public async Task Of_many_who_register_the_same_name_at_once_one_wins()
    {
        var attempts = Enumerable.Range(0, 20).Select(async _ =>
        {
            try
            {
                await Fresh().RegisterAsync(People.Someone() with { Username = _someone.Username! });
                return true;
            }
            catch (ChatException refusal) when (refusal.Error == ChatError.UsernameTaken)
            {
                return false;
            }
        });
        Assert.Single(await Task.WhenAll(attempts), won => won);
    }

    [Fact]
    public async Task What_breaks_a_rule_is_refused_here_too()
    {
        await Refused.ForAsync("username", () => _account.RegisterAsync(_someone with { Username = "no spaces" }));
        await Refused.ForAsync("email", () => _account.RegisterAsync(_someone with { Email = "nobody" }));
        await Refused.ForAsync("password", () => _account.RegisterAsync(_someone with { Password = "passwor" }));
        Assert.False(await _account.ExistsAsync());
    }

    [Fact]
    public async Task A_new_name_is_taken_and_the_old_one_freed()
    {
        await _account.RegisterAsync(_someone);
        var name = People.Someone().Username!;
        var changed = await _account.UpdateAsync(new AccountChange(Set(name), Set<string?>("https://example.com/a.png"), Set<string?>("Busy")));
        Assert.Equal((name, "https://example.com/a.png", "Busy"), (changed.Username, changed.Avatar, changed.StatusMessage));
        Assert.Equal(_account.GetPrimaryKey(), await FindAsync(Handle.Username(name)));
        Assert.Null(await FindAsync(Handle.Username(_someone.Username!)));
        var found = await cluster.Grains.GetGrain<ILookupGrain>(0).SearchUsersAsync(name, new PageRequest(1, 20));
        Assert.Equal("https://example.com/a.png", Assert.Single(found.Items).Avatar);
    }

    [Fact]
    public async Task A_taken_name_cannot_be_changed_to_and_nothing_changes()
    {
        await _account.RegisterAsync(_someone);
        var other = People.Someone();
        await Fresh().RegisterAsync(other);
        await Refused.WithAsync(ChatError.UsernameTaken, () => _account.UpdateAsync(new AccountChange(Set(other.Username!), default, Set<string?>("Busy"))));
        Assert.Equal((_someone.Username!, null), ((await _account.GetAsync()).Username, (await _account.GetAsync()).StatusMessage));
    }

    [Fact]
    public async Task A_name_can_change_its_case()
    {
        await _account.RegisterAsync(_someone);
        var changed = await _account.UpdateAsync(new AccountChange(Set(_someone.Username!.ToUpperInvariant()), default, default));
        Assert.Equal(_someone.Username!.ToUpperInvariant(), changed.Username);
        Assert.Equal(_account.GetPrimaryKey(), await FindAsync(Handle.Username(_someone.Username!)));
    }

    [Fact]
    public async Task What_is_not_set_stays()
    {
        await _account.RegisterAsync(_someone);
        await _account.UpdateAsync(new AccountChange(default, default, Set<string?>("Busy")));
        var changed = await _account.UpdateAsync(new AccountChange(default, Set<string?>("http://example.com/a.png"), default));
        Assert.Equal((_someone.Username!, "Busy"), (changed.Username, changed.StatusMessage));
        Assert.Null((await _account.UpdateAsync(new AccountChange(default, Set<string?>(null), default))).Avatar);
    }

    [Fact]
    public async Task The_operator_is_made_and_given_a_new_password()
    {
        await _account.EnsureOperatorAsync(_someone);
        Assert.Equal(AccountRole.Admin, (await _account.GetAsync()).Role);
        var old = await _account.SignInAsync(new SignIn(_someone.Password));
        await _account.EnsureOperatorAsync(_someone);
        Assert.True(await _account.HasSessionAsync(old.SessionId));
        await _account.EnsureOperatorAsync(_someone with { Password = "Another123" });
        Assert.False(await _account.HasSessionAsync(old.SessionId));
        Assert.Contains(old.SessionId, await cluster.Grains.GetGrain<ISessionRevocationsGrain>(0).ListAsync());
        await _account.SignInAsync(new SignIn("Another123"));
        await Refused.WithAsync(ChatError.InvalidCredentials, () => _account.SignInAsync(new SignIn(_someone.Password)));
    }

    [Fact]
    public async Task An_ordinary_account_can_become_the_operators()
    {
        await _account.RegisterAsync(_someone);
        await _account.EnsureOperatorAsync(_someone);
        Assert.Equal(AccountRole.Admin, (await _account.GetAsync()).Role);
    }

    [Fact]
    public async Task An_account_that_does_not_exist_has_nothing_to_show()
    {
        Assert.False(await _account.ExistsAsync());
        await Refused.WithAsync(ChatError.UserNotFound, _account.GetAsync);
        await Refused.WithAsync(ChatError.UserNotFound, () => _account.UpdateAsync(new AccountChange(default, default, default)));
        await Refused.WithAsync(ChatError.UserNotFound, _account.DeleteAsync);
        await Refused.WithAsync(ChatError.InvalidCredentials, () => _account.SignInAsync(new SignIn(People.Password)));
        await Refused.WithAsync(ChatError.SessionEnded, () => _account.RefreshAsync(Guid.NewGuid(), "secret"));
    }

    [Fact]
    public async Task When_a_user_was_last_seen_only_moves_forward()
    {
        var registered = await _account.RegisterAsync(_someone);
        var later = registered.LastSeen.AddMinutes(1);
        await _account.SeenAsync(later);
        await _account.SeenAsync(registered.LastSeen);
        Assert.Equal(later, (await _account.GetAsync()).LastSeen);
    }

    [Fact]
    public async Task Another_writer_is_noticed_and_what_it_wrote_is_kept()
    {
        await _account.RegisterAsync(_someone);
        var stored = new GrainState<AccountState>();
        await cluster.GrainStorage.ReadStateAsync("account", _account.GetGrainId(), stored);
        stored.State = stored.State! with { StatusMessage = "From elsewhere" };
        await cluster.GrainStorage.WriteStateAsync("account", _account.GetGrainId(), stored);
        await Refused.WithAsync(ChatError.Unavailable, () => _account.UpdateAsync(new AccountChange(default, Set<string?>("http://example.com"), default)));
        Assert.Equal("From elsewhere", (await _account.GetAsync()).StatusMessage);
        Assert.Equal("From elsewhere", (await _account.UpdateAsync(new AccountChange(default, Set<string?>("http://example.com"), default))).StatusMessage);
    }

    [Fact]
    public async Task When_nobody_knows_whether_an_account_was_stored_its_handles_stay_claimed()
    {
        var state = AccountState.Create(_someone, _someone.Username!, "hash", AccountRole.User, ClusterFixture.Time.GetUtcNow());
        Assert.False(await _account.ExistsAsync());
        await cluster.GrainStorage.WriteStateAsync("account", _account.GetGrainId(), new GrainState<AccountState>(state));
        await Refused.WithAsync(ChatError.Unavailable, () => _account.RegisterAsync(_someone));
        Assert.True(await _account.ExistsAsync());
        Assert.Equal(_account.GetPrimaryKey(), await FindAsync(Handle.Email(_someone.Email)));
        Assert.Equal(_account.GetPrimaryKey(), await FindAsync(Handle.Username(_someone.Username!)));
    }

    [Fact]
    public async Task An_account_that_does_not_exist_does_not_stay_in_memory()
    {
        Assert.False(await _account.ExistsAsync());
        var state = AccountState.Create(_someone, _someone.Username!, "hash", AccountRole.User, ClusterFixture.Time.GetUtcNow());
        await cluster.GrainStorage.WriteStateAsync("account", _account.GetGrainId(), new GrainState<AccountState>(state));
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await _account.ExistsAsync())
            limit.Token.ThrowIfCancellationRequested();
    }

    private static Optional<T> Set<T>(T value) => new(true, value);

    private IAccountGrain Fresh() => cluster.Grains.GetGrain<IAccountGrain>(Guid.CreateVersion7());

    private Task<Guid?> FindAsync(string handle) => cluster.Grains.GetGrain<IHandleGrain>(handle).FindAsync();
}
