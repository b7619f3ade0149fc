using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Presence;

namespace OrleansChat.WebFront.Contracts.Messenger.Users;

/// <summary>A user. E-mail and phone are null to who is no contact.</summary>
internal sealed record MessengerUser(
    string UserId,
    string Username,
    string? FullName,
    string? Email,
    string? Phone,
    string? AvatarUrl,
    string? Bio,
    PresenceStatus Status,
    DateTimeOffset LastSeen,
    DateTimeOffset CreatedAt)
{
    /// <summary>The account, as its owner and contacts see it, or as all others do.</summary>
    public static MessengerUser From(Account account, PresenceInfo presence, bool isClose) => new(
        MessengerId.OfUser(account.Id),
        account.Username,
        account.FullName,
        isClose ? account.Email : null,
        isClose ? account.Phone : null,
        account.Avatar,
        account.Bio,
        presence.Status,
        presence.LastSeen,
        account.CreatedAt);
}
