using Orleans;
using OrleansChat.Grains.Accounts;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Tests.Cluster;

namespace OrleansChat.Grains.Tests.Accounts;

[Collection(ClusterCollection.Name)]
public sealed class SecondFactorTests(ClusterFixture cluster) : IAsyncLifetime
{
    private const string Wrong = "Password124";

    private readonly IAccountGrain _account = cluster.Grains.GetGrain<IAccountGrain>(Guid.CreateVersion7());
    private readonly NewAccount _someone = People.Someone();

    public async ValueTask InitializeAsync() => await _account.RegisterAsync(_someone);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task What_is_shown_of_a_new_one_is_what_an_authenticator_and_its_owner_need()
    {
        var setup = await _account.BeginSecondFactorAsync();
        Assert.Matches("^[A-Z2-7]{32}$", setup.Secret);
        Assert.Equal(10, setup.BackupCodes.Distinct().Count());
        Assert.All(setup.BackupCodes, code => Assert.Matches("^[0-9]{8}$", code));
        Assert.Contains($"secret={setup.Secret}", setup.Uri, StringComparison.Ordinal);
        Assert.Contains(Uri.EscapeDataString(_someone.Email), setup.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Until_it_is_confirmed_nobody_is_asked_for_a_code()
    {
        await _account.BeginSecondFactorAsync();
        await _account.SignInAsync(new SignIn(People.Password));
        Assert.False((await _account.GetAsync()).HasSecondFactor);
    }

    [Fact]
    public async Task Once_it_is_confirmed_signing_in_needs_a_code()
    {
        var (phone, _) = await EnableAsync();
        Assert.True((await _account.GetAsync()).HasSecondFactor);
        await Refused.WithAsync(ChatError.SecondFactorRequired, () => _account.SignInAsync(new SignIn(People.Password)));
        await Refused.WithAsync(ChatError.SecondFactorRequired, () => _account.SignInAsync(new SignIn(People.Password, "")));
        await Refused.WithAsync(ChatError.SecondFactorWrong, () => _account.SignInAsync(new SignIn(People.Password, phone.Wrong())));
        await _account.SignInAsync(new SignIn(People.Password, phone.Next()));
    }

    [Fact]
    public async Task A_code_is_taken_once()
    {
        var (phone, _) = await EnableAsync();
        var code = phone.Next();
        await _account.SignInAsync(new SignIn(People.Password, code));
        await Refused.WithAsync(ChatError.SecondFactorWrong, () => _account.SignInAsync(new SignIn(People.Password, code)));
    }

    [Fact]
    public async Task The_code_that_confirmed_it_opens_no_session()
    {
        var setup = await _account.BeginSecondFactorAsync();
        var code = new Authenticator(setup.Secret).Next();
        await _account.ConfirmSecondFactorAsync(code);
        await Refused.WithAsync(ChatError.SecondFactorWrong, () => _account.SignInAsync(new SignIn(People.Password, code)));
        await Refused.ForAsync("code", () => _account.ConfirmSecondFactorAsync(code));
    }

    [Fact]
    public async Task A_right_code_says_nothing_to_who_does_not_know_the_password()
    {
        var (phone, backup) = await EnableAsync();
        var code = phone.Next();
        foreach (var tried in new[] { null, "", code, phone.Wrong(), backup[0] })
            await Refused.WithAsync(ChatError.InvalidCredentials, () => _account.SignInAsync(new SignIn(Wrong, tried)));
        await _account.SignInAsync(new SignIn(People.Password, code));
        await _account.SignInAsync(new SignIn(People.Password, backup[0]));
    }

    [Fact]
    public async Task Each_backup_code_opens_one_session()
    {
        var (_, backup) = await EnableAsync();
        foreach (var code in backup)
            await _account.SignInAsync(new SignIn(People.Password, code));
        foreach (var code in backup.Take(3))
            await Refused.WithAsync(ChatError.SecondFactorWrong, () => _account.SignInAsync(new SignIn(People.Password, code)));
    }

    [Fact]
    public async Task Of_many_who_use_a_code_at_once_one_gets_in()
    {
        var (phone, backup) = await EnableAsync();
        foreach (var code in new[] { backup[0], phone.Next() })
        {
            var attempts = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
            {
                try
                {
                    await _account.SignInAsync(new SignIn(People.Password, code));
                    return true;
                }
                catch (ChatException refusal) when (refusal.Error == ChatError.SecondFactorWrong)
                {
                    return false;
                }
            }));
            Assert.Single(attempts, opened => opened);
        }
    }

    [Fact]
    public async Task Ten_wrong_codes_lock_it_for_a_quarter_of_an_hour_even_for_right_ones()
    {
        var (phone, backup) = await EnableAsync();
        for (var attempt = 0; attempt < AccountLimits.WrongCodes; attempt++)
            await Refused.WithAsync(ChatError.SecondFactorWrong, () => _account.SignInAsync(new SignIn(People.Password, phone.Wrong())));
        await Refused.WithAsync(ChatError.TooManyAttempts, () => _account.SignInAsync(new SignIn(People.Password, phone.Next())));
        await Refused.WithAsync(ChatError.TooManyAttempts, () => _account.SignInAsync(new SignIn(People.Password, backup[0])));
        await Refused.WithAsync(ChatError.TooManyAttempts, () => _account.ConfirmSecondFactorAsync(phone.Next()));
        await Refused.WithAsync(ChatError.InvalidCredentials, () => _account.SignInAsync(new SignIn(Wrong, phone.Next())));

        ClusterFixture.Time.Advance(AccountLimits.SecondFactorLock);
        await _account.SignInAsync(new SignIn(People.Password, phone.Next()));
    }

    [Fact]
    public async Task A_right_code_forgives_the_wrong_ones()
    {
        var (phone, _) = await EnableAsync();
        for (var round = 0; round < 2; round++)
        {
            for (var attempt = 0; attempt < AccountLimits.WrongCodes - 1; attempt++)
                await Refused.WithAsync(ChatError.SecondFactorWrong, () => _account.SignInAsync(new SignIn(People.Password, phone.Wrong())));
            await _account.SignInAsync(new SignIn(People.Password, phone.Next()));
        }
    }

    [Fact]
    public async Task A_second_one_is_refused_and_one_that_was_not_confirmed_is_replaced()
    {
        var first = new Authenticator((await _account.BeginSecondFactorAsync()).Secret);
        var (phone, _) = await EnableAsync();
        await Refused.WithAsync(ChatError.SecondFactorAlreadyOn, _account.BeginSecondFactorAsync);
        await Refused.WithAsync(ChatError.SecondFactorWrong, () => _account.SignInAsync(new SignIn(People.Password, first.Next())));
        await _account.ConfirmSecondFactorAsync(phone.Next());
    }

    [Fact]
    public async Task Without_one_there_is_nothing_to_confirm()
    {
        await Refused.ForAsync("code", () => _account.ConfirmSecondFactorAsync("123456"));
        var nobody = cluster.Grains.GetGrain<IAccountGrain>(Guid.CreateVersion7());
        await Refused.WithAsync(ChatError.UserNotFound, nobody.BeginSecondFactorAsync);
        await Refused.WithAsync(ChatError.UserNotFound, () => nobody.ConfirmSecondFactorAsync("123456"));
    }

    [Fact]
    public async Task What_is_stored_gives_neither_the_secret_nor_a_code_away()
    {
        var setup = await _account.BeginSecondFactorAsync();
        var stored = new GrainState<AccountState>();
        await cluster.GrainStorage.ReadStateAsync("account", _account.GetGrainId(), stored);
        var factor = stored.State!.SecondFactor!;
        var text = System.Text.Json.JsonSerializer.Serialize(factor);
        Assert.Equal(10, factor.BackupCodes.Length);
        Assert.DoesNotContain(setup.Secret, text, StringComparison.Ordinal);
        Assert.All(setup.BackupCodes, code => Assert.DoesNotContain(code, text, StringComparison.Ordinal));
    }

    private async Task<(Authenticator Phone, IReadOnlyList<string> Backup)> EnableAsync()
    {
        var setup = await _account.BeginSecondFactorAsync();
        var phone = new Authenticator(setup.Secret);
        await _account.ConfirmSecondFactorAsync(phone.Next());
        return (phone, setup.BackupCodes);
    }
}
