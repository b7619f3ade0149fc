using Orleans;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Tests.Cluster;

namespace OrleansChat.Grains.Tests.Accounts;

[Collection(ClusterCollection.Name)]
public sealed class SuspensionTests(ClusterFixture cluster) : IAsyncLifetime
{
    private readonly IAccountGrain _account = cluster.Grains.GetGrain<IAccountGrain>(Guid.CreateVersion7());
    private readonly NewAccount _someone = People.Someone();

    public async ValueTask InitializeAsync() => await _account.RegisterAsync(_someone);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_suspended_account_has_no_session_left_on_any_front_and_opens_none()
    {
        var front = await TestFront.StartAsync(cluster.Grains);
        var sessions = new[] { await _account.SignInAsync(new SignIn(People.Password)), await _account.SignInAsync(new SignIn(People.Password)) };
        await _account.SetSuspendedAsync(true);
        foreach (var session in sessions)
        {
            Assert.False(await _account.HasSessionAsync(session.SessionId));
            await Refused.WithAsync(ChatError.SessionEnded, () => _account.RefreshAsync(session.SessionId, session.RefreshSecret));
            await front.HearsOfEndAsync(_account.GetPrimaryKey(), session.SessionId);
        }

        await Refused.WithAsync(ChatError.Suspended, () => _account.SignInAsync(new SignIn(People.Password)));
    }

    [Fact]
    public async Task Only_who_knows_the_password_learns_of_it()
    {
        await _account.SetSuspendedAsync(true);
        await Refused.WithAsync(ChatError.InvalidCredentials, () => _account.SignInAsync(new SignIn("Password124")));
    }

    [Fact]
    public async Task An_account_is_there_for_others_while_it_is_suspended_and_can_be_used_again_afterwards()
    {
        await _account.SetSuspendedAsync(true);
        await _account.SetSuspendedAsync(true);
        Assert.True(await _account.ExistsAsync());
        await _account.SetSuspendedAsync(false);
        await _account.SetSuspendedAsync(false);
        await _account.SignInAsync(new SignIn(People.Password));
    }

    [Fact]
    public async Task The_configured_operator_is_never_locked_out()
    {
        await _account.EnsureOperatorAsync(_someone);
        await _account.SetSuspendedAsync(true);
        await _account.EnsureOperatorAsync(_someone);
        await _account.SignInAsync(new SignIn(People.Password));
    }

    [Fact]
    public async Task Nobody_cannot_be_suspended() => await Refused.WithAsync(
        ChatError.UserNotFound, () => cluster.Grains.GetGrain<IAccountGrain>(Guid.CreateVersion7()).SetSuspendedAsync(true));
}
