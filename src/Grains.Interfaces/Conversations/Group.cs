using System.Collections.Immutable;
using Orleans;
using OrleansChat.Grains.Interfaces.Accounts;

namespace OrleansChat.Grains.Interfaces.Conversations;

/// <summary>Who may find, see and join a group (docs/decisions/001-groups.md).</summary>
[GenerateSerializer, Alias("group-type")]
public enum GroupType
{
    /// <summary>Members only; others who have its id learn that it exists and no more.</summary>
    Private,

    /// <summary>Every signed-in user may see it and join.</summary>
    Public,

    /// <summary>Members only; to everyone else it does not exist.</summary>
    Secret,
}

/// <summary>A member's standing in a group; ordered.</summary>
[GenerateSerializer, Alias("group-role")]
public enum GroupRole
{
    /// <summary>Reads and writes.</summary>
    Member,

    /// <summary>Also changes the group and its members.</summary>
    Admin,

    /// <summary>Also appoints admins and deletes the group. One per group.</summary>
    Owner,
}

/// <summary>A group with its members, in order of joining.</summary>
[GenerateSerializer, Immutable, Alias("group")]
public sealed record Group(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string Title,
    [property: Id(2)] string? Description,
    [property: Id(3)] string? Cover,
    [property: Id(4)] GroupType Type,
    [property: Id(5)] DateTimeOffset CreatedAt,
    [property: Id(6)] DateTimeOffset UpdatedAt,
    [property: Id(7)] ImmutableArray<GroupMember> Members);

/// <summary>A member of a group.</summary>
[GenerateSerializer, Immutable, Alias("group-member")]
public sealed record GroupMember([property: Id(0)] Guid UserId, [property: Id(1)] GroupRole Role, [property: Id(2)] DateTimeOffset JoinedAt);

/// <summary>A group in a list.</summary>
[GenerateSerializer, Immutable, Alias("group-summary")]
public sealed record GroupSummary([property: Id(0)] Guid Id, [property: Id(1)] string Title, [property: Id(2)] GroupType Type);

/// <summary>Asks for a new group; the owner is its first member.</summary>
[GenerateSerializer, Immutable, Alias("new-group")]
public sealed record NewGroup(
    [property: Id(0)] Guid OwnerId,
    [property: Id(1)] string Title,
    [property: Id(2)] string? Description,
    [property: Id(3)] string? Cover,
    [property: Id(4)] GroupType Type)
{
    /// <summary>Who else is a member from the beginning, at most <see cref="GroupLimits.FirstMembers"/>; default for nobody.</summary>
    [Id(5)]
    public ImmutableArray<Guid> Members { get; init; }
}

/// <summary>A change of a group: what is not set stays as it is.</summary>
[GenerateSerializer, Immutable, Alias("group-change")]
public sealed record GroupChange(
    [property: Id(0)] Guid By,
    [property: Id(1)] Optional<string> Title,
    [property: Id(2)] Optional<string?> Description,
    [property: Id(3)] Optional<string?> Cover,
    [property: Id(4)] Optional<GroupType> Type);

/// <summary>What a group may measure at most; grains check it whatever the contract.</summary>
public static class GroupLimits
{
    /// <summary>Characters of a title.</summary>
    public const int Title = 100;

    /// <summary>Characters of a description.</summary>
    public const int Description = 500;

    /// <summary>Characters of a cover's URL.</summary>
    public const int Cover = 2048;

    /// <summary>Members that a group begins with, its owner aside.</summary>
    public const int FirstMembers = 255;

    /// <summary>Members of one group.</summary>
    public const int Members = 5000;

    /// <summary>Groups one user may belong to.</summary>
    public const int GroupsPerUser = 1000;
}
