using Orleans;
using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.Grains.Interfaces.Conversations;

/// <summary>The same grain as <see cref="IConversationGrain"/>, as those see it who administer a group. Keyed by group id.</summary>
[Alias("group-grain")]
public interface IGroupGrain : IGrainWithGuidKey
{
    /// <summary>Creates the group with all its first members at once. Whoever of them deletes their account meanwhile is left out.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.Invalid"/> (<c>title</c>, <c>description</c>, <c>cover</c>, <c>type</c>, <c>participantIds</c>), <see cref="ChatError.UserNotFound"/>, <see cref="ChatError.LimitReached"/>.</exception>
    [Alias("create")]
    Task<Group> CreateAsync(NewGroup group);

    /// <summary>The group and its members.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.GroupNotFound"/> (secret groups too), <see cref="ChatError.NotAMember"/> (private ones).</exception>
    [Alias("get")]
    Task<Group> GetAsync(Guid reader);

    /// <summary>Changes the group.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.GroupNotFound"/>, <see cref="ChatError.NotAMember"/>, <see cref="ChatError.RoleTooLow"/>, <see cref="ChatError.Invalid"/>.</exception>
    [Alias("update")]
    Task<Group> UpdateAsync(GroupChange change);

    /// <summary>Deletes the group, its messages and its memberships.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.GroupNotFound"/>, <see cref="ChatError.NotAMember"/>, <see cref="ChatError.RoleTooLow"/>.</exception>
    [Alias("delete")]
    Task DeleteAsync(Guid by);

    /// <summary>Adds a member. Whoever adds themselves to a public group joins it, as a member.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.GroupNotFound"/>, <see cref="ChatError.NotAMember"/>, <see cref="ChatError.RoleTooLow"/>, <see cref="ChatError.UserNotFound"/>, <see cref="ChatError.AlreadyAMember"/>, <see cref="ChatError.LimitReached"/>.</exception>
    [Alias("add-member")]
    Task AddMemberAsync(Guid by, Guid userId, GroupRole role);

    /// <summary>Removes a member of a lower role than the caller's.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.GroupNotFound"/>, <see cref="ChatError.NotAMember"/>, <see cref="ChatError.RoleTooLow"/>, <see cref="ChatError.MemberNotFound"/>.</exception>
    [Alias("remove-member")]
    Task RemoveMemberAsync(Guid by, Guid userId);

    /// <summary>Leaves. An owner who leaves hands the group to the longest-standing admin, else member; the last one to leave deletes it.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.GroupNotFound"/>, <see cref="ChatError.NotAMember"/>.</exception>
    [Alias("leave")]
    Task LeaveAsync(Guid userId);
}
