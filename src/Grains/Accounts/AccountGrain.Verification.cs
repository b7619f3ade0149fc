using Orleans;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Outbox;
using OrleansChat.Storage.Outbox;

namespace OrleansChat.Grains.Accounts;

/// <summary>Proving the e-mail address.</summary>
internal sealed partial class AccountGrain
{
    /// <inheritdoc/>
    public async Task VerifyEmailAsync(string token)
    {
        if (!IsActive || _account.Verification?.Accepts(token, Now) != true)
            throw new ChatException(ChatError.VerificationInvalid);
        await SaveAsync(_account with { EmailVerifiedAt = Now, Verification = null });
    }

    /// <summary>
    /// Queues the mail that is due. The token's hash is stored first, so that whoever reads the mail can use it at once; should the process
    /// end before it is certain that the mail is queued, the next activation queues another one, and the first is worth nothing.
    /// </summary>
    private async Task MailVerificationAsync()
    {
        if (!IsActive || _account.Verification is not { MailDue: true })
            return;
        var (verification, token) = EmailVerification.Begin(this.GetPrimaryKey(), Now + options.Value.VerificationLifetime);
        await SaveAsync(_account with { Verification = verification });
        await outbox.QueueAsync(new OutboxMessage(
            Guid.CreateVersion7(Now),
            OutboxChannel.Email,
            _account.Email,
            $"Confirm your e-mail address for {options.Value.Issuer}",
            $"Your verification code is:\n\n{token}\n\nIt is good for {options.Value.VerificationLifetime.TotalDays:0.#} days. If you did not sign up, ignore this mail.\n",
            token,
            this.GetPrimaryKey(),
            Now));
        await SaveAsync(_account with { Verification = verification with { MailDue = false } });
    }
}
