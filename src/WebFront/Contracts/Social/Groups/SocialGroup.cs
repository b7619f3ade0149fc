using System.Collections.Immutable;
using OrleansChat.Grains.Interfaces.Conversations;

namespace OrleansChat.WebFront.Contracts.Social.Groups;

/// <summary>A new group.</summary>
internal sealed record SocialGroup(Guid Id, string Title, string? Description, string? Cover, GroupType Type, DateTimeOffset CreatedAt)
{
    /// <summary>The group that was made.</summary>
    public static SocialGroup From(Group group) => new(group.Id, group.Title, group.Description, group.Cover, group.Type, group.CreatedAt);
}

/// <summary>A group and its members.</summary>
internal sealed record SocialGroupDetails(
    Guid Id, string Title, string? Description, GroupType Type, ImmutableArray<SocialMember> Members, string? Cover)
{
    /// <summary>The group as it is now, members in order of joining.</summary>
    public static SocialGroupDetails From(Group group) => new(
        group.Id,
        group.Title,
        group.Description,
        group.Type,
        [.. group.Members.Select(member => new SocialMember(member.UserId, member.Role))],
        group.Cover);
}

/// <summary>A member and their role.</summary>
internal sealed record SocialMember(Guid UserId, GroupRole Role);

/// <summary>A group in a list.</summary>
internal sealed record SocialGroupSummary(Guid Id, string Title, GroupType Type)
{
    /// <summary>One of a user's groups.</summary>
    public static SocialGroupSummary From(GroupSummary group) => new(group.Id, group.Title, group.Type);
}

/// <summary>The answer to a change of a group.</summary>
internal sealed record SocialGroupChange(Guid Id, string Title)
{
    /// <summary>The group after the change.</summary>
    public static SocialGroupChange From(Group group) => new(group.Id, group.Title);
}
