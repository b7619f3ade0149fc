using Orleans;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.Grains.Accounts;

/// <summary>The second factor: setting it up, and its codes.</summary>
internal sealed partial class AccountGrain
{
    /// <inheritdoc/>
    public async Task<SecondFactorSetup> BeginSecondFactorAsync()
    {
        var account = Existing();
        if (account.SecondFactor is { IsOn: true })
            throw new ChatException(ChatError.SecondFactorAlreadyOn);
        var (factor, setup) = secondFactors.Begin(this.GetPrimaryKey(), account.Email);
        await SaveAsync(account with { SecondFactor = factor });
        return setup;
    }

    /// <inheritdoc/>
    public async Task ConfirmSecondFactorAsync(string code)
    {
        var account = Existing();
        if (account.SecondFactor is not { } factor)
            throw new ChatException("code", "Two-factor authentication has to be enabled first.");
        RefuseWhileLocked(factor);
        if (secondFactors.Use(factor, this.GetPrimaryKey(), code ?? "", Now) is not { } used)
        {
            await SaveAsync(account with { SecondFactor = factor.Mistaken(Now) });
            throw new ChatException("code", "Is wrong, or was used before.");
        }

        await SaveAsync(account with { SecondFactor = used });
    }

    /// <summary>The account after a code that signing in needs. A wrong one is counted before anybody learns that it is.</summary>
    private async Task<AccountState> WithCodeUsedAsync(string? code)
    {
        if (_account.SecondFactor is not { IsOn: true } factor)
            return _account;
        if (string.IsNullOrEmpty(code))
            throw new ChatException(ChatError.SecondFactorRequired);
        RefuseWhileLocked(factor);
        var used = secondFactors.Use(factor, this.GetPrimaryKey(), code, Now) ?? secondFactors.UseBackup(factor, this.GetPrimaryKey(), code);
        if (used is not null)
            return _account with { SecondFactor = used };
        await SaveAsync(_account with { SecondFactor = factor.Mistaken(Now) });
        throw new ChatException(ChatError.SecondFactorWrong);
    }

    private void RefuseWhileLocked(SecondFactor factor)
    {
        if (factor.IsLocked(Now))
            throw new ChatException(ChatError.TooManyAttempts);
    }
}
