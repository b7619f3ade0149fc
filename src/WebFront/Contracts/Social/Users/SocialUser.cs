using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Grains.Interfaces.Search;

namespace OrleansChat.WebFront.Contracts.Social.Users;

/// <summary>A user, as other users see them.</summary>
internal sealed record SocialUser(Guid Id, string Username, string? Avatar, string? StatusMessage, bool IsOnline, DateTimeOffset LastSeen)
{
    /// <summary>The public part of an account.</summary>
    public static SocialUser From(Account account, SocialPresence presence)
        => new(account.Id, account.Username, account.Avatar, account.StatusMessage, presence.IsOnline, presence.LastSeen);
}

/// <summary>The answer to a change of one's profile.</summary>
internal sealed record SocialUserChange(Guid Id, string Username, string? Avatar, string? StatusMessage)
{
    /// <summary>The profile after the change.</summary>
    public static SocialUserChange From(Account account) => new(account.Id, account.Username, account.Avatar, account.StatusMessage);
}

/// <summary>A user in a list.</summary>
internal sealed record SocialUserSummary(Guid Id, string Username, string? Avatar)
{
    /// <summary>A found user.</summary>
    public static SocialUserSummary From(UserSummary user) => new(user.Id, user.Username, user.Avatar);
}

/// <summary>Whether a user is here, and when last.</summary>
internal sealed record SocialPresence(bool IsOnline, DateTimeOffset LastSeen)
{
    /// <summary>What may be seen of an account's presence; when somebody who is here was here before, the account knows.</summary>
    public static SocialPresence Of(Account account, PresenceInfo seen)
        => seen.Status == PresenceStatus.Offline ? new(false, seen.LastSeen) : new(true, account.LastSeen);
}
