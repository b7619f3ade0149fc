using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Http.Tokens;

/// <summary>Checks access tokens for REST and realtime alike: signature, lifetime, type, and that the session has not ended.</summary>
internal sealed class AccessTokenAuthenticator(ChatTokens tokens, IRevokedSessions revoked) : IRealtimeAuthenticator
{
    /// <inheritdoc/>
    public ConnectionUser? Authenticate(string? token)
        => tokens.ReadAccess(token) is { } access && !revoked.Contains(access.SessionId)
            ? new ConnectionUser(access.UserId, access.SessionId, access.ExpiresAt)
            : null;
}
