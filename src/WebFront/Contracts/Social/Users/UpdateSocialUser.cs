using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.WebFront.Contracts.Social.Auth;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Contracts.Social.Users;

/// <summary>Asks to change one's profile: what is absent stays, avatar and status message may be set to null.</summary>
internal sealed record UpdateSocialUser(Optional<string?> Username, Optional<string?> Avatar, Optional<string?> StatusMessage)
{
    private const int MaxAvatar = 2048;
    private const int MaxStatusMessage = 200;

    /// <summary>The change, checked.</summary>
    public AccountChange Checked() => new(
        Username.IsSet ? new(true, RegisterSocialUser.CheckedUsername(Username.Value)) : default,
        Avatar.IsSet ? new(true, Rules.OptionalUrl("avatar", Avatar.Value, MaxAvatar)) : default,
        StatusMessage.IsSet ? new(true, Rules.OptionalText("statusMessage", StatusMessage.Value, MaxStatusMessage)) : default);
}
