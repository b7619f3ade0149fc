using OrleansChat.Grains.Accounts;
using OrleansChat.Grains.Interfaces.Accounts;

namespace OrleansChat.Grains.Tests.Accounts;

public sealed class AccountStateTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(60);
    private readonly AccountState _account = AccountState.Create(new NewAccount("Ann", "Ann@Example.com", "x"), "Ann", "hash", AccountRole.User, Now);

    [Fact]
    public void An_active_account_holds_its_two_handles_and_a_deleted_one_none()
    {
        Assert.True(_account.Holds("email:ann@example.com"));
        Assert.True(_account.Holds("username:ann"));
        Assert.False(_account.Holds("username:bob"));
        Assert.False(_account.BeginDeletion(Now).Holds("username:ann"));
    }

    [Fact]
    public void Expired_sessions_and_surplus_ones_end()
    {
        var account = _account;
        for (var i = 0; i < 5; i++)
            account = account.OpenSession(new Session(Id(i), "", Now.AddDays(i)), 3, Now);
        Assert.Equal([Id(2), Id(3), Id(4)], account.Sessions.Select(session => session.Id));
        Assert.Equal([Id(0), Id(1)], account.Revoking.Select(session => session.Id));
    }

    [Fact]
    public void A_renewed_session_is_the_one_used_last()
    {
        var account = _account;
        for (var i = 0; i < 3; i++)
            account = account.OpenSession(new Session(Id(i), "old", Now.AddDays(1)), 3, Now);
        account = account.RenewSession(new Session(Id(0), "new", Now.AddDays(2)));
        Assert.Equal([Id(1), Id(2), Id(0)], account.Sessions.Select(session => session.Id));
        Assert.Equal("new", account.FindSession(Id(0), Now)!.SecretHash);
        Assert.Null(account.FindSession(Id(0), Now.AddDays(2)));
    }

    [Fact]
    public void Ended_sessions_are_told_of_while_their_tokens_may_live()
    {
        var account = _account.OpenSession(new Session(Id(1), "", Now.AddDays(1)), 3, Now).EndSessions([Id(1), Id(2)], Now);
        Assert.Empty(account.Sessions);
        Assert.Equal([Id(1)], account.RevocationsDue(Now.AddMinutes(14), TimeSpan.FromMinutes(15)));
        Assert.Empty(account.RevocationsDue(Now.AddMinutes(15), TimeSpan.FromMinutes(15)));
        Assert.Same(account, account.EndSessions([Id(1)], Now));
    }

    [Fact]
    public void A_deletion_begins_by_ending_every_session_and_forgetting_the_password()
    {
        var account = _account.OpenSession(new Session(Id(1), "", Now.AddDays(1)), 3, Now).BeginDeletion(Now);
        Assert.Equal((AccountStatus.Deleting, ""), (account.Status, account.PasswordHash));
        Assert.Empty(account.Sessions);
        Assert.Single(account.Revoking);
    }

    [Fact]
    public void A_refresh_secret_matches_its_own_hash_only()
    {
        var (one, other) = (RefreshSecret.Create(), RefreshSecret.Create());
        Assert.Equal(43, one.Length);
        Assert.True(RefreshSecret.Matches(RefreshSecret.Hash(one), one));
        Assert.False(RefreshSecret.Matches(RefreshSecret.Hash(one), other));
        Assert.False(RefreshSecret.Matches(RefreshSecret.Hash(one), null));
        Assert.DoesNotContain(one, RefreshSecret.Hash(one), StringComparison.Ordinal);
    }

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);
}
