using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Rules;

namespace OrleansChat.Grains.Conversations;

/// <summary>Administration of a group: one change at a time; <see cref="GroupRules"/> decides, then it is stored, then it is true.</summary>
internal sealed partial class ConversationGrain
{
    private readonly TurnQueue _administration = new();

    /// <inheritdoc/>
    public async Task<Group> CreateAsync(NewGroup group)
    {
        GroupRules.Check(group);
        group = group with { Members = [.. await WithoutBlockersAsync(group.OwnerId, GroupRules.FirstMembers(group))] };
        var result = await _administration.RunAsync(async () =>
        {
            if (State is not null)
                throw new InvalidOperationException("A new group needs a new id.");
            await Task.WhenAll(GroupRules.FirstMembers(group).Prepend(group.OwnerId).Select(RequireNewMemberAsync));
            var created = ConversationState.NewGroup(Id, group, time.Stamp());
            await StoreAsync(() => store.CreateAsync(created));
            return (await OpenAsync(created)).State.ToGroup();
        });
        await Task.WhenAll(GroupRules.FirstMembers(group).Select(LeftOutIfDeletedAsync));
        await RemoveIfDeletedAsync(group.OwnerId);
        return result;
    }

    /// <inheritdoc/>
    public Task<Group> GetAsync(Guid reader)
    {
        ConversationAccess.RequireGroup(State, reader);
        if (State.GroupType != GroupType.Public)
            ConversationAccess.RequireGroupMember(State, reader);
        return Task.FromResult(State.ToGroup());
    }

    /// <inheritdoc/>
    public Task<Group> UpdateAsync(GroupChange change) => AdministerAsync(() => GroupRules.Update(State, change, time.Stamp()));

    /// <inheritdoc/>
    public Task DeleteAsync(Guid by) => AdministerAsync(() => GroupRules.Delete(State, by));

    /// <inheritdoc/>
    public async Task AddMemberAsync(Guid by, Guid userId, GroupRole role)
    {
        if ((await WithoutBlockersAsync(by, [userId])).Count == 0)
        {
            // Who is blocked is answered as anybody else, and nobody is added.
            GroupRules.AddMember(State, by, userId, role, _open?.Posts.Stored ?? 0, time.Stamp());
            await RequireNewMemberAsync(userId);
            return;
        }

        await AdministerAsync(
            () => GroupRules.AddMember(State, by, userId, role, _open?.Posts.Stored ?? 0, time.Stamp()),
            () => RequireNewMemberAsync(userId));
        await RemoveIfDeletedAsync(userId);
    }

    /// <inheritdoc/>
    public Task RemoveMemberAsync(Guid by, Guid userId) => AdministerAsync(() => GroupRules.RemoveMember(State, by, userId));

    /// <inheritdoc/>
    public Task LeaveAsync(Guid userId) => AdministerAsync(() => GroupRules.Leave(State, userId));

    private Task<Group> AdministerAsync(Func<GroupDecision> decide, Func<Task>? check = null) => _administration.RunAsync(async () =>
    {
        ThrowIfFailed();
        var decision = decide();
        var before = State!.ToGroup();
        if (check is not null)
        {
            await check();
            decision = decide(); // Messages went on meanwhile.
        }

        if (decision.Next is null)
        {
            await DeleteGroupAsync();
            return before;
        }

        await StoreAsync(() => store.UpdateAsync(decision.Next, decision.Change));
        var open = _open!;
        foreach (var left in decision.Change?.Removed ?? [])
            _publisher.Remove(left);

        // Whoever is added hears the very next message.
        await Task.WhenAll((decision.Change?.Put ?? []).Where(put => !open.State.Has(put.UserId)).Select(put => _publisher.AddAsync(put.UserId)));
        open.State.Apply(decision.Next);
        return open.State.ToGroup();
    });

    private async Task DeleteGroupAsync()
    {
        // From now on there is no group; what is on its way into it is deleted with it.
        var open = _open!;
        _open = null;
        await open.Posts.IdleAsync();
        await StoreAsync(() => store.DeleteAsync(Id, open.State.Stored.Version));
        foreach (var member in open.State.Members)
            _publisher.Remove(member.UserId);
        DeactivateOnIdle();
    }

    private async Task RequireNewMemberAsync(Guid userId)
    {
        if (!await GrainFactory.GetGrain<IAccountGrain>(userId).ExistsAsync())
            throw new ChatException(ChatError.UserNotFound);
        await RequireRoomForGroupAsync(userId);
    }

    /// <summary>An account whose deletion began after it was looked at may have left all its groups before it was in this one.</summary>
    private async Task RemoveIfDeletedAsync(Guid userId)
    {
        if (await GrainFactory.GetGrain<IAccountGrain>(userId).ExistsAsync())
            return;
        try
        {
            await LeaveAsync(userId);
        }
        catch (ChatException refusal) when (refusal.Error is ChatError.NotAMember or ChatError.GroupNotFound)
        {
            // The deletion was here already.
        }

        throw new ChatException(ChatError.UserNotFound);
    }

    /// <summary>The same of one who did not ask for it, which does not keep the others from having their group.</summary>
    private async Task LeftOutIfDeletedAsync(Guid userId)
    {
        try
        {
            await RemoveIfDeletedAsync(userId);
        }
        catch (ChatException refusal) when (refusal.Error is ChatError.UserNotFound)
        {
            // Gone from the group as well.
        }
    }

    private async Task RequireRoomForGroupAsync(Guid userId)
    {
        if ((await store.ListGroupsAsync(userId, 0, 1)).Total >= GroupLimits.GroupsPerUser)
            throw new ChatException(ChatError.LimitReached);
    }

    /// <summary>Changes what is stored. When that fails nobody knows what is: this activation is over.</summary>
    private async Task StoreAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception failure)
        {
            throw Fail(failure);
        }
    }
}
