using System.Collections.Immutable;
using Orleans;
using OrleansChat.Grains.Accounts;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Outbox;
using OrleansChat.Grains.Tests.Cluster;

namespace OrleansChat.Grains.Tests.Accounts;

[Collection(ClusterCollection.Name)]
public sealed class EmailVerificationTests(ClusterFixture cluster)
{
    private readonly IAccountGrain _account = cluster.Grains.GetGrain<IAccountGrain>(Guid.CreateVersion7());
    private readonly NewAccount _someone = People.Someone() with { VerifyEmail = true };

    [Fact]
    public async Task The_mails_token_proves_the_address_once()
    {
        Assert.False((await _account.RegisterAsync(_someone)).EmailVerified);
        var mail = Assert.Single(await MailsAsync());
        Assert.Equal((OutboxChannel.Email, _someone.Email), (mail.Channel, mail.Recipient));
        Assert.Contains(mail.Token!, mail.Body, StringComparison.Ordinal);
        Assert.Equal(_account.GetPrimaryKey(), VerificationToken.AccountOf(mail.Token));

        await _account.VerifyEmailAsync(mail.Token!);
        Assert.True((await _account.GetAsync()).EmailVerified);
        await Refused.WithAsync(ChatError.VerificationInvalid, () => _account.VerifyEmailAsync(mail.Token!));
    }

    [Fact]
    public async Task Without_being_asked_for_it_nobody_is_mailed()
    {
        await _account.RegisterAsync(_someone with { VerifyEmail = false });
        Assert.Empty(await MailsAsync());
        await Refused.WithAsync(ChatError.VerificationInvalid, () => _account.VerifyEmailAsync(""));
    }

    [Fact]
    public async Task Another_token_proves_nothing_nor_does_the_right_one_too_late()
    {
        await _account.RegisterAsync(_someone);
        var token = Assert.Single(await MailsAsync()).Token!;
        foreach (var other in new[] { "", "x", VerificationToken.Of(_account.GetPrimaryKey(), new byte[32]), token[..^1], token + "A" })
            await Refused.WithAsync(ChatError.VerificationInvalid, () => _account.VerifyEmailAsync(other));
        await Refused.WithAsync(ChatError.VerificationInvalid, () => cluster.Grains.GetGrain<IAccountGrain>(Guid.CreateVersion7()).VerifyEmailAsync(token));
        ClusterFixture.Time.Advance(TimeSpan.FromDays(7));
        await Refused.WithAsync(ChatError.VerificationInvalid, () => _account.VerifyEmailAsync(token));
    }

    [Fact]
    public async Task A_mail_that_a_crash_kept_from_being_queued_is_queued_when_the_account_is_next_used()
    {
        var state = AccountState.Create(_someone, _someone.Username!, "hash", AccountRole.User, ClusterFixture.Time.GetUtcNow());
        await cluster.GrainStorage.WriteStateAsync("account", _account.GetGrainId(), new GrainState<AccountState>(state));
        Assert.True(await _account.ExistsAsync());
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        ImmutableArray<OutboxEntry> mails;
        do
        {
            limit.Token.ThrowIfCancellationRequested();
            mails = await MailsAsync();
        }
        while (mails.IsEmpty);

        await _account.VerifyEmailAsync(Assert.Single(mails).Token!);
    }

    [Fact]
    public async Task A_deleted_accounts_mails_are_forgotten()
    {
        await _account.RegisterAsync(_someone);
        await _account.DeleteAsync();
        Assert.Empty(await MailsAsync());
    }

    [Fact]
    public void Tokens_that_are_none_name_nobody()
    {
        var token = VerificationToken.Of(Guid.NewGuid(), new byte[32]);
        Assert.Equal(64, token.Length);
        foreach (var other in new[] { null, "", token[..63], token + "A", token[..63] + "é", token[..63] + "=", token[..63] + " ", new string('=', 64), new string('\0', 64) })
            Assert.Null(VerificationToken.AccountOf(other));
    }

    private async Task<ImmutableArray<OutboxEntry>> MailsAsync() => await cluster.Grains.GetGrain<IOutboxGrain>(0).ListAsync(_someone.Email);
}
