using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Contracts.Social.Groups;

/// <summary>Asks for a new group; PRIVATE unless it says otherwise.</summary>
internal sealed record CreateSocialGroup(string? Title, string? Description = null, string? Cover = null, GroupType? Type = null)
{
    /// <summary>The group, checked.</summary>
    public NewGroup By(Guid owner) => new(
        owner,
        Rules.Title("title", Title, GroupLimits.Title),
        Rules.OptionalText("description", Description, GroupLimits.Description),
        Rules.OptionalUrl("cover", Cover, GroupLimits.Cover),
        Type ?? GroupType.Private);
}

/// <summary>Asks to change a group: what is absent stays, description and cover may be set to null.</summary>
internal sealed record UpdateSocialGroup(
    Optional<string?> Title, Optional<string?> Description, Optional<string?> Cover, Optional<GroupType?> Type)
{
    /// <summary>The change, checked.</summary>
    public GroupChange By(Guid editor) => new(
        editor,
        Title.IsSet ? new(true, Rules.Title("title", Title.Value, GroupLimits.Title)) : default,
        Description.IsSet ? new(true, Rules.OptionalText("description", Description.Value, GroupLimits.Description)) : default,
        Cover.IsSet ? new(true, Rules.OptionalUrl("cover", Cover.Value, GroupLimits.Cover)) : default,
        Type.IsSet ? new(true, Rules.Required("type", Type.Value)) : default);
}

/// <summary>Asks to add a member; as MEMBER unless it says otherwise.</summary>
internal sealed record AddSocialMember(string? UserId, GroupRole? Role = null)
{
    /// <summary>Who is added and as what, checked: nobody is made an owner.</summary>
    public (Guid UserId, GroupRole Role) Checked()
    {
        var userId = SocialId.User(Rules.Required("userId", UserId));
        return Role is GroupRole.Owner
            ? throw new ChatException("role", "must be one of MEMBER, ADMIN.")
            : (userId, Role ?? GroupRole.Member);
    }
}
