namespace OrleansChat.Grains.Interfaces.Accounts;

/// <summary>What fronts and accounts have to agree on about access tokens.</summary>
public static class AccessTokens
{
    /// <summary>How long the longest-lived access token of any contract lives, and so for how long an ended session has to be remembered.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);
}
