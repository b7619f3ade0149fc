using OrleansChat.Grains.Interfaces.Relations;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Contracts.Messenger.Users;

/// <summary>A user whom the caller blocks.</summary>
internal sealed record MessengerBlocked(string UserId, string Username, string? FullName, string? AvatarUrl, DateTimeOffset BlockedAt)
{
    /// <summary>An entry of the list.</summary>
    public static MessengerBlocked From(BlockedUser blocked) => new(
        MessengerId.OfUser(blocked.User.Id), blocked.User.Username, blocked.User.FullName, blocked.User.Avatar, blocked.BlockedAt);
}

/// <summary>One page of them.</summary>
internal sealed record MessengerBlockedUsers(IReadOnlyList<MessengerBlocked> Blocked, long Total);

/// <summary>Asks to block a user.</summary>
internal sealed record BlockMessengerUser(string? UserId)
{
    /// <summary>Whom.</summary>
    public Guid Checked() => MessengerId.User(Rules.Required("user_id", UserId));
}
