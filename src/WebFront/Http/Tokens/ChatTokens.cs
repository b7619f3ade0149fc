using System.Globalization;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OrleansChat.Grains.Interfaces.Accounts;

namespace OrleansChat.WebFront.Http.Tokens;

/// <summary>Issues and reads the tokens of all contracts: JWTs signed with HS256, checked locally, never used one for the other.</summary>
internal sealed class ChatTokens(SigningKeys keys, TimeProvider clock)
{
    /// <summary>How long an access token lives.</summary>
    public static readonly TimeSpan AccessLifetime = AccessTokens.Lifetime;

    /// <summary>How long an operator stays signed in to the operator page.</summary>
    public static readonly TimeSpan OperatorLifetime = TimeSpan.FromHours(1);

    private const string Access = "access";
    private const string Refresh = "refresh";
    private const string Operator = "operator";

    private const int KnownTokens = 20_000;

    private readonly AccessTokenCache _known = new(KnownTokens);
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false, MaximumTokenSizeInBytes = SignedToken.MaxLength };

    /// <summary>An access token for a session.</summary>
    public string IssueAccess(SessionGrant grant)
        => Issue(grant, Access, clock.GetUtcNow() + AccessLifetime, []);

    /// <summary>The refresh token that trades the grant's secret.</summary>
    public string IssueRefresh(SessionGrant grant)
        => Issue(grant, Refresh, grant.RefreshExpiresAt, new() { [TokenClaims.SecretName] = grant.RefreshSecret });

    /// <summary>A token for the operator page.</summary>
    public string IssueOperator(SessionGrant grant)
        => Issue(grant, Operator, clock.GetUtcNow() + OperatorLifetime, []);

    /// <summary>Whose access token this is; null when it is none of ours, expired or of another type.</summary>
    public AccessToken? ReadAccess(string? token)
    {
        if (token is null)
            return null;
        if (_known.Find(token, clock.GetUtcNow()) is { } known)
            return known;
        if (Read(token, Access) is not { } read)
            return null;
        var access = new AccessToken(read.UserId, read.SessionId, read.ExpiresAt);
        _known.Add(token, access);
        return access;
    }

    /// <summary>What a refresh token names; null when it is none of ours, expired or of another type.</summary>
    public RefreshToken? ReadRefresh(string? token)
        => Read(token, Refresh) is { Secret: { } secret } read
            ? new RefreshToken(read.UserId, read.SessionId, secret)
            : null;

    /// <summary>Whose token for the operator page this is; null when it is none of ours, expired or of another type.</summary>
    public AccessToken? ReadOperator(string? token)
        => Read(token, Operator) is { } read ? new AccessToken(read.UserId, read.SessionId, read.ExpiresAt) : null;

    private string Issue(SessionGrant grant, string type, DateTimeOffset expires, Dictionary<string, object> claims)
    {
        claims[TokenClaims.SubjectName] = grant.Account.Id.ToString();
        claims[TokenClaims.SessionName] = grant.SessionId.ToString();
        claims[JwtRegisteredClaimNames.Jti] = Guid.NewGuid().ToString();
        claims[TokenClaims.TypeName] = type;
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Claims = claims,
            IssuedAt = clock.GetUtcNow().UtcDateTime,
            Expires = expires.UtcDateTime,
            SigningCredentials = keys.Current,
        });
    }

    private (Guid UserId, Guid SessionId, DateTimeOffset ExpiresAt, string? Secret)? Read(string? token, string type)
        => token is not null && SignedToken.Read(token, keys.Accepted) is { ExpiresAt: { } expiresAt } claims
            && claims.Type == type && expiresAt > clock.GetUtcNow()
            && Guid.TryParse(claims.Subject, CultureInfo.InvariantCulture, out var user)
            && Guid.TryParse(claims.Session, CultureInfo.InvariantCulture, out var session)
                ? (user, session, expiresAt, claims.Secret)
                : null;
}

/// <summary>What a valid access token says, or a token for the operator page.</summary>
internal sealed record AccessToken(Guid UserId, Guid SessionId, DateTimeOffset ExpiresAt);

/// <summary>What a valid refresh token says. Whether its secret still stands is for the account to say.</summary>
internal sealed record RefreshToken(Guid UserId, Guid SessionId, string Secret);
