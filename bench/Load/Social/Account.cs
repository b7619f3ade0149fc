namespace OrleansChat.Load.Social;

/// <summary>A user who is logged in.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Token">The access token.</param>
/// <param name="Expires">When the token expires, in seconds since 1970.</param>
internal sealed record Account(string Id, string Token, long Expires);
