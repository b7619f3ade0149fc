using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using OrleansChat.Grains.Events;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.Grains.Accounts;

/// <summary>Deletion in steps that each may be repeated, and the mending of what a crash left undone.</summary>
internal sealed partial class AccountGrain
{
    private const string DeletionReminder = "finish-deletion";
    private const int GroupsAtATime = 100;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
    private IGrainTimer? _mending;

    private bool HasUnfinishedBusiness =>
        _account.Status == AccountStatus.Deleting || !_account.Revoking.IsEmpty
        || (IsActive && _account is { DirectoryLags: true } or { Verification.MailDue: true });

    /// <inheritdoc/>
    public async Task DeleteAsync()
    {
        if (_account.Status != AccountStatus.Deleting)
        {
            Existing();

            // First the reminder: should the process end after the save, it finishes the deletion.
            await this.RegisterOrUpdateReminder(DeletionReminder, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
            await SaveAsync(_account.BeginDeletion(Now));
        }

        await OrLaterAsync(FinishDeletionAsync);
    }

    /// <inheritdoc/>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (_account.Status == AccountStatus.Deleting)
            await FinishDeletionAsync();
        else
            await ForgetReminderAsync();
    }

    private async Task FinishDeletionAsync()
    {
        var id = this.GetPrimaryKey();
        await RevokeEndedAsync();
        foreach (var store in keeping)
            await store.ForgetAsync(id);
        await Background.ForEachAsync(
            await conversations.ListIdsAsync(id, groupsOnly: false, int.MaxValue),
            conversation => GrainFactory.GetGrain<IConversationGrain>(conversation).SenderDeletedAsync(id),
            atATime: 8);
        await LeaveGroupsAsync();
        foreach (var handle in _account.Handles)
            await ReleaseAsync(handle);
        await stored.ClearStateAsync();
        _account = new AccountState { Status = AccountStatus.Deleted };
        await ForgetReminderAsync();
    }

    private async Task LeaveGroupsAsync()
    {
        var left = new HashSet<Guid>();
        while (true)
        {
            var groups = await conversations.ListIdsAsync(this.GetPrimaryKey(), groupsOnly: true, GroupsAtATime);
            var next = groups.Where(left.Add).ToList();
            if (next.Count == 0)
                return;
            await Background.ForEachAsync(next, LeaveAsync, atATime: 8);
        }
    }

    private async Task LeaveAsync(Guid group)
    {
        try
        {
            await GrainFactory.GetGrain<IGroupGrain>(group).LeaveAsync(this.GetPrimaryKey());
        }
        catch (ChatException refused) when (refused.Error is ChatError.GroupNotFound or ChatError.NotAMember)
        {
            // Left already, by an attempt before this one.
        }
    }

    private async Task ForgetReminderAsync()
    {
        if (await this.GetReminder(DeletionReminder) is { } reminder)
            await this.UnregisterReminder(reminder);
    }

    private async Task UpdateDirectoryAsync()
    {
        try
        {
            await directory.PutAsync(_account.ToDirectoryEntry(this.GetPrimaryKey()));
            stored.State = _account = _account with { DirectoryLags = false };
        }
        catch (Exception failure)
        {
            NotMended(log, this.GetPrimaryKey(), failure);
            MendSoon(RetryAfter);
        }
    }

    private async Task MailDueAsync()
    {
        try
        {
            await MailVerificationAsync();
        }
        catch (Exception failure)
        {
            NotMended(log, this.GetPrimaryKey(), failure);
            MendSoon(RetryAfter);
        }
    }

    /// <summary>Does what has to be done in the end: when it cannot be done now the caller is told to try again, and so does this grain.</summary>
    private async Task OrLaterAsync(Func<Task> duty)
    {
        try
        {
            await duty();
        }
        catch (Exception failure)
        {
            NotMended(log, this.GetPrimaryKey(), failure);
            MendSoon(RetryAfter);
            throw new ChatException(ChatError.Unavailable);
        }
    }

    private void MendSoon(TimeSpan after)
    {
        _mending?.Dispose();
        _mending = this.RegisterGrainTimer(MendAsync, new GrainTimerCreationOptions { DueTime = after, Period = Timeout.InfiniteTimeSpan });
    }

    private async Task MendAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RevokeEndedAsync();
            if (_account.Status == AccountStatus.Deleting)
                await FinishDeletionAsync();
        }
        catch (Exception failure)
        {
            NotMended(log, this.GetPrimaryKey(), failure);
            MendSoon(RetryAfter);
            return;
        }

        if (IsActive && _account.DirectoryLags)
            await UpdateDirectoryAsync();
        await MailDueAsync();
    }

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "Could not finish what account {AccountId} began; will try again")]
    private static partial void NotMended(ILogger log, Guid accountId, Exception failure);
}
