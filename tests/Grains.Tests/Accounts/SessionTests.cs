using Orleans;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Tests.Cluster;

namespace OrleansChat.Grains.Tests.Accounts;

[Collection(ClusterCollection.Name)]
public sealed class SessionTests(ClusterFixture cluster) : IAsyncLifetime
{
    private readonly IAccountGrain _account = cluster.Grains.GetGrain<IAccountGrain>(Guid.CreateVersion7());

    public async ValueTask InitializeAsync() => await _account.RegisterAsync(People.Someone());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_right_password_opens_a_session()
    {
        var session = await _account.SignInAsync(new SignIn(People.Password));
        Assert.True(await _account.HasSessionAsync(session.SessionId));
        Assert.Equal(_account.GetPrimaryKey(), session.Account.Id);
    }

    [Fact]
    public async Task A_wrong_password_opens_none()
    {
        await Refused.WithAsync(ChatError.InvalidCredentials, () => _account.SignInAsync(new SignIn("Password124")));
        await Refused.WithAsync(ChatError.InvalidCredentials, () => _account.SignInAsync(new SignIn("")));
        await Refused.WithAsync(ChatError.InvalidCredentials, () => _account.SignInAsync(new SignIn(new string('P', 100_000))));
    }

    [Fact]
    public async Task A_refresh_secret_is_traded_for_a_new_one()
    {
        var first = await _account.SignInAsync(new SignIn(People.Password));
        var second = await _account.RefreshAsync(first.SessionId, first.RefreshSecret);
        Assert.Equal(first.SessionId, second.SessionId);
        Assert.NotEqual(first.RefreshSecret, second.RefreshSecret);
        await _account.RefreshAsync(second.SessionId, second.RefreshSecret);
    }

    [Fact]
    public async Task A_secret_that_was_used_before_ends_the_session_on_every_front()
    {
        var front = await TestFront.StartAsync(cluster.Grains);
        var first = await _account.SignInAsync(new SignIn(People.Password));
        var second = await _account.RefreshAsync(first.SessionId, first.RefreshSecret);
        await Refused.WithAsync(ChatError.SessionEnded, () => _account.RefreshAsync(first.SessionId, first.RefreshSecret));
        await Refused.WithAsync(ChatError.SessionEnded, () => _account.RefreshAsync(second.SessionId, second.RefreshSecret));
        Assert.False(await _account.HasSessionAsync(first.SessionId));
        await front.HearsOfEndAsync(_account.GetPrimaryKey(), first.SessionId);
    }

    [Fact]
    public async Task Of_two_who_use_a_secret_at_once_at_most_one_goes_on_and_then_neither()
    {
        var session = await _account.SignInAsync(new SignIn(People.Password));
        var attempts = await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            try
            {
                return await _account.RefreshAsync(session.SessionId, session.RefreshSecret);
            }
            catch (ChatException refusal) when (refusal.Error == ChatError.SessionEnded)
            {
                return null;
            }
        }));
        Assert.Single(attempts, grant => grant is not null);
        Assert.False(await _account.HasSessionAsync(session.SessionId));
    }

    [Fact]
    public async Task The_other_sessions_go_on_when_one_ends()
    {
        var (one, other) = (await _account.SignInAsync(new SignIn(People.Password)), await _account.SignInAsync(new SignIn(People.Password)));
        await _account.EndSessionAsync(one.SessionId);
        await _account.EndSessionAsync(one.SessionId);
        await Refused.WithAsync(ChatError.SessionEnded, () => _account.RefreshAsync(one.SessionId, one.RefreshSecret));
        await _account.RefreshAsync(other.SessionId, other.RefreshSecret);
    }

    [Fact]
    public async Task All_sessions_end_at_once_and_stay_listed_while_their_tokens_may_live()
    {
        var front = await TestFront.StartAsync(cluster.Grains);
        var sessions = new[] { await _account.SignInAsync(new SignIn(People.Password)), await _account.SignInAsync(new SignIn(People.Password)) };
        await _account.EndAllSessionsAsync();
        var revocations = cluster.Grains.GetGrain<ISessionRevocationsGrain>(0);
        foreach (var session in sessions)
        {
            Assert.False(await _account.HasSessionAsync(session.SessionId));
            Assert.Contains(session.SessionId, await revocations.ListAsync());
            await front.HearsOfEndAsync(_account.GetPrimaryKey(), session.SessionId);
        }

        ClusterFixture.Time.Advance(TimeSpan.FromMinutes(62));
        Assert.DoesNotContain(sessions[0].SessionId, await revocations.ListAsync());
    }

    [Fact]
    public async Task One_session_too_many_ends_the_one_used_longest_ago()
    {
        var sessions = new List<SessionGrant>();
        for (var i = 0; i < 3; i++)
            sessions.Add(await _account.SignInAsync(new SignIn(People.Password)));
        await _account.RefreshAsync(sessions[0].SessionId, sessions[0].RefreshSecret);
        await _account.SignInAsync(new SignIn(People.Password));
        Assert.True(await _account.HasSessionAsync(sessions[0].SessionId));
        Assert.False(await _account.HasSessionAsync(sessions[1].SessionId));
        Assert.True(await _account.HasSessionAsync(sessions[2].SessionId));
    }

    [Fact]
    public async Task A_session_that_lapsed_ends_on_every_front_with_the_next_one()
    {
        var lapsed = await _account.SignInAsync(new SignIn(People.Password));
        ClusterFixture.Time.Advance(TimeSpan.FromDays(8));
        var front = await TestFront.StartAsync(cluster.Grains);
        await _account.SignInAsync(new SignIn(People.Password));
        await front.HearsOfEndAsync(_account.GetPrimaryKey(), lapsed.SessionId);
    }

    [Fact]
    public async Task A_session_that_is_not_used_for_a_week_is_over()
    {
        var session = await _account.SignInAsync(new SignIn(People.Password));
        ClusterFixture.Time.Advance(TimeSpan.FromDays(6));
        session = await _account.RefreshAsync(session.SessionId, session.RefreshSecret);
        ClusterFixture.Time.Advance(TimeSpan.FromDays(6));
        session = await _account.RefreshAsync(session.SessionId, session.RefreshSecret);
        ClusterFixture.Time.Advance(TimeSpan.FromDays(7));
        await Refused.WithAsync(ChatError.SessionEnded, () => _account.RefreshAsync(session.SessionId, session.RefreshSecret));
        Assert.False(await _account.HasSessionAsync(session.SessionId));
    }
}
