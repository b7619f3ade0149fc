using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Tests.Cluster;

namespace OrleansChat.Grains.Tests.Accounts;

/// <summary>Sessions whose clients may never learn of new refresh tokens, because their contract shows none.</summary>
[Collection(ClusterCollection.Name)]
public sealed class KeptRefreshTokenTests(ClusterFixture cluster) : IAsyncLifetime
{
    private readonly IAccountGrain _account = cluster.Grains.GetGrain<IAccountGrain>(Guid.CreateVersion7());

    public async ValueTask InitializeAsync() => await _account.RegisterAsync(People.Someone());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_client_that_keeps_its_first_token_goes_on_for_as_long_as_it_comes_back()
    {
        var session = await SignInAsync();
        for (var week = 0; week < 8; week++)
        {
            ClusterFixture.Time.Advance(TimeSpan.FromDays(6));
            await _account.RefreshAsync(session.SessionId, session.RefreshSecret);
        }

        Assert.True(session.RefreshExpiresAt > ClusterFixture.Time.GetUtcNow());
        ClusterFixture.Time.Advance(TimeSpan.FromDays(7));
        await Refused.WithAsync(ChatError.SessionEnded, () => _account.RefreshAsync(session.SessionId, session.RefreshSecret));
    }

    [Fact]
    public async Task A_client_that_changes_to_each_new_token_can_do_so()
    {
        var session = await SignInAsync();
        for (var time = 0; time < 5; time++)
            session = await _account.RefreshAsync(session.SessionId, session.RefreshSecret);
        Assert.True(await _account.HasSessionAsync(session.SessionId));
    }

    [Fact]
    public async Task A_token_that_was_replaced_and_whose_successor_was_used_ends_the_session()
    {
        var first = await SignInAsync();
        var second = await _account.RefreshAsync(first.SessionId, first.RefreshSecret);
        var third = await _account.RefreshAsync(second.SessionId, second.RefreshSecret);
        await Refused.WithAsync(ChatError.SessionEnded, () => _account.RefreshAsync(first.SessionId, first.RefreshSecret));
        await Refused.WithAsync(ChatError.SessionEnded, () => _account.RefreshAsync(third.SessionId, third.RefreshSecret));
        Assert.False(await _account.HasSessionAsync(first.SessionId));
    }

    [Fact]
    public async Task A_client_whose_answer_was_lost_trades_again_and_goes_on_with_what_it_got_last()
    {
        var first = await SignInAsync();
        await _account.RefreshAsync(first.SessionId, first.RefreshSecret);
        var again = await _account.RefreshAsync(first.SessionId, first.RefreshSecret);
        var next = await _account.RefreshAsync(again.SessionId, again.RefreshSecret);
        await _account.RefreshAsync(next.SessionId, next.RefreshSecret);
        Assert.True(await _account.HasSessionAsync(first.SessionId));
    }

    [Fact]
    public async Task A_new_token_that_another_one_replaced_before_it_was_used_ends_the_session()
    {
        var first = await SignInAsync();
        var lost = await _account.RefreshAsync(first.SessionId, first.RefreshSecret);
        await _account.RefreshAsync(first.SessionId, first.RefreshSecret);
        await Refused.WithAsync(ChatError.SessionEnded, () => _account.RefreshAsync(lost.SessionId, lost.RefreshSecret));
        Assert.False(await _account.HasSessionAsync(first.SessionId));
    }

    [Fact]
    public async Task A_nonsense_token_ends_the_session_that_it_names()
    {
        var session = await SignInAsync();
        await Refused.WithAsync(ChatError.SessionEnded, () => _account.RefreshAsync(session.SessionId, "nonsense"));
        Assert.False(await _account.HasSessionAsync(session.SessionId));
    }

    [Fact]
    public async Task The_other_kind_of_session_is_as_strict_as_ever()
    {
        var strict = await _account.SignInAsync(new SignIn(People.Password));
        await _account.RefreshAsync(strict.SessionId, strict.RefreshSecret);
        await Refused.WithAsync(ChatError.SessionEnded, () => _account.RefreshAsync(strict.SessionId, strict.RefreshSecret));
    }

    private Task<SessionGrant> SignInAsync() => _account.SignInAsync(new SignIn(People.Password, DeviceId: "phone", KeepsRefreshToken: true));
}
