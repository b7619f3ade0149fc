using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Runtime;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Outbox;
using OrleansChat.Grains.Rules;
using OrleansChat.Storage.Accounts;
using OrleansChat.Storage.Conversations;

namespace OrleansChat.Grains.Accounts;

/// <summary>
/// One account. <see cref="AccountState"/> decides, this saves and tells. Questions that others ask in the middle of
/// a change are answered from what was saved last.
/// </summary>
[GrainType("account")]
internal sealed partial class AccountGrain(
    [PersistentState("account", "chat")] IPersistentState<AccountState> stored,
    Passwords passwords,
    SecondFactors secondFactors,
    IOutbox outbox,
    IUserDirectory directory,
    IEnumerable<IForgetsAccounts> keeping,
    IConversationStore conversations,
    IOptions<AccountOptions> options,
    TimeProvider time,
    ILogger<AccountGrain> log) : Grain, IAccountGrain, IRemindable
{
    private readonly HashSet<string> _claiming = [];
    private AccountState _account = new();

    private bool IsActive => _account.Status == AccountStatus.Active;

    private DateTimeOffset Now => time.Stamp();

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _account = stored.State;
        if (HasUnfinishedBusiness)
            MendSoon(TimeSpan.Zero);
        this.LeaveUnless(() => _account.Status != AccountStatus.None, DeactivateOnIdle);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<Account> RegisterAsync(NewAccount account)
    {
        AccountRules.Check(account);
        return CreateAsync(account, AccountRole.User);
    }

    /// <inheritdoc/>
    public async Task EnsureOperatorAsync(NewAccount account)
    {
        AccountRules.Check(account);
        if (!IsActive)
        {
            await CreateAsync(account, AccountRole.Admin);
            return;
        }

        var known = await passwords.CheckAsync(_account.PasswordHash, account.Password);
        if (_account is { Role: AccountRole.Admin, SuspendedAt: null } && known == PasswordVerificationResult.Success)
            return;
        var hash = await passwords.HashAsync(account.Password);
        var next = _account with { PasswordHash = hash, Role = AccountRole.Admin, SuspendedAt = null, UpdatedAt = Now };

        // Whoever signed in with the old password, knowing it no longer helps them.
        await SaveAsync(known == PasswordVerificationResult.Failed ? next.EndSessions([.. next.Sessions.Select(session => session.Id)], Now) : next);
        await OrLaterAsync(RevokeEndedAsync);
    }

    /// <inheritdoc/>
    public Task<Account> GetAsync() => Task.FromResult(Existing().ToAccount(this.GetPrimaryKey()));

    /// <inheritdoc/>
    public Task<bool> ExistsAsync() => Task.FromResult(IsActive);

    /// <inheritdoc/>
    public async Task<Account> UpdateAsync(AccountChange change)
    {
        var before = Existing();
        AccountRules.Check(change);
        var next = before.With(change, Now);
        var (oldName, newName) = (Handle.Username(before.Username), Handle.Username(next.Username));
        if (oldName == newName)
        {
            await SaveAsync(next);
        }
        else
        {
            await HoldingAsync(newName, ChatError.UsernameTaken, () => SaveAsync(next));

            // Were this to fail, the name would be free all the same: this account does not hold it any more.
            await ReleaseAsync(oldName);
        }

        if (_account.DirectoryLags)
            await UpdateDirectoryAsync();
        return next.ToAccount(this.GetPrimaryKey());
    }

    /// <inheritdoc/>
    public async Task SeenAsync(DateTimeOffset at)
    {
        if (IsActive && at > _account.LastSeen)
            await SaveAsync(_account with { LastSeen = at });
    }

    /// <inheritdoc/>
    public Task<bool> HoldsAsync(string handle) => Task.FromResult(_claiming.Contains(handle) || _account.Holds(handle));

    private AccountState Existing() => IsActive ? _account : throw new ChatException(ChatError.UserNotFound);

    private async Task<Account> CreateAsync(NewAccount account, AccountRole role)
    {
        if (_account.Status != AccountStatus.None)
            throw new InvalidOperationException("A new account needs a new id.");
        await HoldingAsync(Handle.Email(account.Email), ChatError.EmailTaken, () => HoldingPhoneAsync(account.Phone, () => NameAsync(account, role)));
        await UpdateDirectoryAsync();
        await MailDueAsync();
        return _account.ToAccount(this.GetPrimaryKey());
    }

    /// <summary>Saves the account under its name, or under the first of those made for it that is free.</summary>
    private async Task NameAsync(NewAccount account, AccountRole role)
    {
        var names = new Queue<string>(account.Username is { } chosen ? [chosen] : DerivedUsernames.Of(account.Email, account.FullName));
        while (true)
        {
            var name = names.Dequeue();
            try
            {
                await HoldingAsync(Handle.Username(name), ChatError.UsernameTaken, async () =>
                    await SaveAsync(AccountState.Create(account, name, await passwords.HashAsync(account.Password), role, Now)));
                return;
            }
            catch (ChatException refusal) when (refusal.Error == ChatError.UsernameTaken && names.Count > 0)
            {
                // The next one.
            }
        }
    }

    private Task HoldingPhoneAsync(string? phone, Func<Task> save) =>
        phone is null ? save() : HoldingAsync(Handle.Phone(phone), ChatError.PhoneTaken, save);

    /// <summary>
    /// Claims a handle and saves the account with it; when that is refused the handle is given back. When nobody knows
    /// whether it is stored the claim stays: the account may hold it, and if not whoever wants it next takes it over.
    /// </summary>
    private async Task HoldingAsync(string handle, ChatError taken, Func<Task> save)
    {
        _claiming.Add(handle);
        try
        {
            if (!await GrainFactory.GetGrain<IHandleGrain>(handle).TryClaimAsync(this.GetPrimaryKey()))
                throw new ChatException(taken);
            await save();
        }
        catch (ChatException refusal) when (refusal.Error != ChatError.Unavailable)
        {
            if (!_account.Holds(handle))
                await ReleaseAsync(handle);
            throw;
        }
        finally
        {
            _claiming.Remove(handle);
        }
    }

    private async Task ReleaseAsync(string handle)
    {
        try
        {
            await GrainFactory.GetGrain<IHandleGrain>(handle).ReleaseAsync(this.GetPrimaryKey());
        }
        catch (Exception failure)
        {
            NotReleased(log, handle, failure); // Whoever wants it next takes it over: this account does not hold it.
        }
    }

    private async Task SaveAsync(AccountState next)
    {
        stored.State = next;
        try
        {
            await stored.WriteStateAsync();
            _account = next;
        }
        catch (Exception failure)
        {
            NotSaved(log, this.GetPrimaryKey(), failure);
            await ReloadAsync();
            throw new ChatException(ChatError.Unavailable);
        }
    }

    /// <summary>After a failed write nobody knows what is stored: read it, and start afresh with the next call.</summary>
    private async Task ReloadAsync()
    {
        DeactivateOnIdle();
        stored.State = _account;
        try
        {
            await stored.ReadStateAsync();
            _account = stored.State;
        }
        catch (Exception failure)
        {
            NotReloaded(log, this.GetPrimaryKey(), failure);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Could not save account {AccountId}")]
    private static partial void NotSaved(ILogger log, Guid accountId, Exception failure);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Could not read account {AccountId} again")]
    private static partial void NotReloaded(ILogger log, Guid accountId, Exception failure);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "Could not release {Handle}; it can be taken over")]
    private static partial void NotReleased(ILogger log, string handle, Exception failure);
}
