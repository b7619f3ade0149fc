using OrleansChat.Grains.Interfaces.Accounts;

namespace OrleansChat.WebFront.Contracts.Messenger.Users;

/// <summary>A user. E-mail and phone are null to others.</summary>
internal sealed record MessengerUser(
    string UserId,
    string Username,
    string? FullName,
    string? Email,
    string? Phone,
    string? AvatarUrl,
    string? Bio,
    string Status,
    DateTimeOffset LastSeen,
    DateTimeOffset CreatedAt)
{
    /// <summary>The account, as its owner or as others see it.</summary>
    public static MessengerUser From(Account account, bool isOnline, bool isOwn) => new(
        MessengerId.OfUser(account.Id),
        account.Username,
        account.FullName,
        isOwn ? account.Email : null,
        isOwn ? account.Phone : null,
        account.Avatar,
        account.Bio,
        isOnline ? "online" : "offline",
        account.LastSeen,
        account.CreatedAt);
}
