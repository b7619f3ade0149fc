using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Contracts.Messenger.Users;

/// <summary>Changes one's own profile: what is not there stays, null clears.</summary>
internal sealed record UpdateMessengerUser(Optional<string?> FullName, Optional<string?> Bio, Optional<string?> AvatarUrl, Optional<string?> StatusMessage)
{
    /// <summary>The change, checked.</summary>
    public AccountChange Checked()
    {
        var checks = new FieldChecks();
        var change = new AccountChange(
            default,
            checks.Of(() => Each(AvatarUrl, url => Rules.OptionalUrl("avatar_url", url, AccountLimits.Avatar))),
            checks.Of(() => Each(StatusMessage, text => Rules.OptionalText("status_message", text, AccountLimits.StatusMessage))),
            checks.Of(() => Each(FullName, name => name is null ? null : Rules.Title("full_name", name, AccountLimits.FullName))),
            checks.Of(() => Each(Bio, text => Rules.OptionalText("bio", text, AccountLimits.Bio))));
        checks.Done();
        return change;
    }

    private static Optional<string?> Each(Optional<string?> value, Func<string?, string?> check) => value.IsSet ? new(true, check(value.Value)) : default;
}

/// <summary>The changed profile.</summary>
internal sealed record MessengerUpdatedUser(string UserId, string? FullName, string? Bio, DateTimeOffset UpdatedAt)
{
    /// <summary>The account.</summary>
    public static MessengerUpdatedUser From(Account account) => new(MessengerId.OfUser(account.Id), account.FullName, account.Bio, account.UpdatedAt);
}
