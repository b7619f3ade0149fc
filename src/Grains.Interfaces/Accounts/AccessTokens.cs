namespace OrleansChat.Grains.Interfaces.Accounts;

/// <summary>What fronts and accounts have to agree on about access tokens.</summary>
public static class AccessTokens
{
    /// <summary>How long an access token lives, and so for how long its ended session has to be remembered.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);
}
