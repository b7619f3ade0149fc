using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Rules;
using OrleansChat.Storage.Conversations;

namespace OrleansChat.Grains.Conversations;

/// <summary>What a group is to become, to be stored before it is true. With <see cref="Next"/> null it is to be deleted.</summary>
internal sealed record GroupDecision(StoredConversation? Next, MemberChange? Change);

/// <summary>Who may do what to a group (docs/decisions/001-groups.md). Decides; changes nothing.</summary>
internal static class GroupRules
{
    /// <summary>Refuses a group that breaks a rule.</summary>
    public static void Check(NewGroup group)
    {
        CheckTitle(group.Title);
        TextRules.CheckOptional("description", group.Description, GroupLimits.Description);
        TextRules.CheckWebAddress("cover", group.Cover, GroupLimits.Cover);
        CheckType(group.Type);
        if (FirstMembers(group).Count > GroupLimits.FirstMembers)
            throw new ChatException("participantIds", $"Must be at most {GroupLimits.FirstMembers}.");
    }

    /// <summary>Who is a member beside the owner, each once.</summary>
    public static IReadOnlyList<Guid> FirstMembers(NewGroup group) =>
        group.Members.IsDefaultOrEmpty ? [] : [.. group.Members.Where(userId => userId != group.OwnerId).Distinct()];

    /// <summary>Changes what the group says of itself.</summary>
    public static GroupDecision Update(ConversationState? group, GroupChange change, DateTimeOffset now)
    {
        ConversationAccess.RequireGroupMember(group, change.By);
        RequireRole(group, change.By, GroupRole.Admin);
        if (change.Title.IsSet)
            CheckTitle(change.Title.Value);
        if (change.Description.IsSet)
            TextRules.CheckOptional("description", change.Description.Value, GroupLimits.Description);
        if (change.Cover.IsSet)
            TextRules.CheckWebAddress("cover", change.Cover.Value, GroupLimits.Cover);
        if (change.Type.IsSet)
            CheckType(change.Type.Value);
        var next = Next(group, now) with
        {
            Title = change.Title.Or(group.Stored.Title ?? ""),
            Description = change.Description.Or(group.Stored.Description),
            Cover = change.Cover.Or(group.Stored.Cover),
            GroupType = (int)change.Type.Or(group.GroupType),
        };
        return new GroupDecision(next, null);
    }

    /// <summary>Deletes the group.</summary>
    public static GroupDecision Delete(ConversationState? group, Guid by)
    {
        ConversationAccess.RequireGroupMember(group, by);
        RequireRole(group, by, GroupRole.Owner);
        return new GroupDecision(null, null);
    }

    /// <summary>Adds a member, or lets one join a public group.</summary>
    public static GroupDecision AddMember(ConversationState? group, Guid by, Guid userId, GroupRole role, long head, DateTimeOffset now)
    {
        ConversationAccess.RequireGroup(group, by);
        if (role is not (GroupRole.Member or GroupRole.Admin))
            throw new ChatException("role", "Must be MEMBER or ADMIN.");
        var joins = by == userId && group.GroupType == GroupType.Public;
        if (!group.Has(by) && !joins)
            throw new ChatException(ChatError.NotAMember);
        if (by == userId && group.Has(by))
            throw new ChatException(ChatError.AlreadyAMember);
        if (joins ? role != GroupRole.Member : group.RoleOf(by) < RoleToAppoint(role))
            throw new ChatException(ChatError.RoleTooLow);
        if (group.Has(userId))
            throw new ChatException(ChatError.AlreadyAMember);
        if (group.Members.Count >= GroupLimits.Members)
            throw new ChatException(ChatError.LimitReached);
        var member = ConversationState.NewMember(userId, role, now, head);
        return new GroupDecision(Next(group) with { Members = [.. group.Members, member] }, new MemberChange([member], []));
    }

    /// <summary>Removes a member of a lower role.</summary>
    public static GroupDecision RemoveMember(ConversationState? group, Guid by, Guid userId)
    {
        ConversationAccess.RequireGroupMember(group, by);
        RequireRole(group, by, GroupRole.Admin);
        var role = group.RoleOf(userId) ?? throw new ChatException(ChatError.MemberNotFound);
        if (role >= group.RoleOf(by))
            throw new ChatException(ChatError.RoleTooLow);
        return Without(group, userId, heir: null);
    }

    /// <summary>Lets a member leave; an owner hands the group on, and with the last member it goes.</summary>
    public static GroupDecision Leave(ConversationState? group, Guid userId)
    {
        ConversationAccess.RequireGroupMember(group, userId);
        if (group.Members.Count == 1)
            return new GroupDecision(null, null);
        return Without(group, userId, group.RoleOf(userId) == GroupRole.Owner ? HeirOf(group, userId) : null);
    }

    /// <summary>The longest-standing admin, else the longest-standing member.</summary>
    private static StoredMember HeirOf(ConversationState group, Guid owner)
    {
        var heir = group.Members.FirstOrDefault(member => member.UserId != owner && member.Role == (int)GroupRole.Admin)
            ?? group.Members.First(member => member.UserId != owner);
        var horizon = group.HorizonOf(heir.UserId)!;
        return heir with { Role = (int)GroupRole.Owner, Delivered = horizon.Delivered, Seen = horizon.Seen };
    }

    private static GroupDecision Without(ConversationState group, Guid userId, StoredMember? heir)
    {
        var members = group.Members
            .Where(member => member.UserId != userId)
            .Select(member => member.UserId == heir?.UserId ? heir : member);
        return new GroupDecision(
            Next(group) with { Members = [.. members] },
            new MemberChange(heir is null ? [] : [heir], [userId]));
    }

    private static StoredConversation Next(ConversationState group, DateTimeOffset? now = null) =>
        group.Stored with { Version = group.Stored.Version + 1, UpdatedAt = now ?? group.Stored.UpdatedAt };

    private static GroupRole RoleToAppoint(GroupRole role) => role == GroupRole.Admin ? GroupRole.Owner : GroupRole.Admin;

    private static void RequireRole(ConversationState group, Guid userId, GroupRole role)
    {
        if (group.RoleOf(userId) < role)
            throw new ChatException(ChatError.RoleTooLow);
    }

    private static void CheckTitle(string? title)
    {
        TextRules.Check("title", title, 1, GroupLimits.Title);
        if (string.IsNullOrWhiteSpace(title))
            throw new ChatException("title", "Must not be blank.");
    }

    private static void CheckType(GroupType type)
    {
        if (!Enum.IsDefined(type))
            throw new ChatException("type", "Must be PRIVATE, PUBLIC or SECRET.");
    }
}
