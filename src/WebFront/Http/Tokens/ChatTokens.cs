using System.Globalization;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OrleansChat.Grains.Interfaces.Accounts;

namespace OrleansChat.WebFront.Http.Tokens;

/// <summary>Issues and reads the tokens of all contracts: JWTs signed with HS256, checked locally, never used one for the other.</summary>
internal sealed class ChatTokens(SigningKeys keys, TimeProvider clock)
{
    /// <summary>How long an operator stays signed in to the operator page.</summary>
    public static readonly TimeSpan OperatorLifetime = TimeSpan.FromHours(1);

    /// <summary>Longer texts are not looked at: no token of ours is that long.</summary>
    private const int MaxLength = 2048;
    private const string Type = "typ";
    private const string Access = "access";
    private const string Refresh = "refresh";
    private const string Operator = "operator";
    private const string Session = "sid";
    private const string Secret = "secret";

    private const int KnownTokens = 20_000;

    private readonly AccessTokenCache _known = new(KnownTokens);
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false, MaximumTokenSizeInBytes = MaxLength };
    private readonly TokenValidationParameters _wanted = new()
    {
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        IssuerSigningKeys = keys.Accepted,
        ValidateIssuer = false,
        ValidateAudience = false,
        LifetimeValidator = (_, expires, _, _) => expires > clock.GetUtcNow().UtcDateTime,
    };

    /// <summary>An access token for a session, for as long as a contract's tokens live: at most <see cref="AccessTokens.Longest"/>.</summary>
    public string IssueAccess(SessionGrant grant, TimeSpan lifetime)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lifetime, AccessTokens.Longest);
        return Issue(grant, Access, clock.GetUtcNow() + lifetime, []);
    }

    /// <summary>The refresh token that trades the grant's secret.</summary>
    public string IssueRefresh(SessionGrant grant)
        => Issue(grant, Refresh, grant.RefreshExpiresAt, new() { [Secret] = grant.RefreshSecret });

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
        => Read(token, Refresh) is { } read && read.Token.TryGetPayloadValue<string>(Secret, out var secret)
            ? new RefreshToken(read.UserId, read.SessionId, secret)
            : null;

    /// <summary>Whose token for the operator page this is; null when it is none of ours, expired or of another type.</summary>
    public AccessToken? ReadOperator(string? token)
        => Read(token, Operator) is { } read ? new AccessToken(read.UserId, read.SessionId, read.ExpiresAt) : null;

    private string Issue(SessionGrant grant, string type, DateTimeOffset expires, Dictionary<string, object> claims)
    {
        claims[JwtRegisteredClaimNames.Sub] = grant.Account.Id.ToString();
        claims[Session] = grant.SessionId.ToString();
        claims[JwtRegisteredClaimNames.Jti] = Guid.NewGuid().ToString();
        claims[Type] = type;
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Claims = claims,
            IssuedAt = clock.GetUtcNow().UtcDateTime,
            Expires = expires.UtcDateTime,
            SigningCredentials = keys.Current,
        });
    }

    private (JsonWebToken Token, Guid UserId, Guid SessionId, DateTimeOffset ExpiresAt)? Read(string? token, string type)
    {
        if (token is null || token.Length > MaxLength || token.AsSpan().Count('.') != 2)
            return null;
#pragma warning disable CS0618 // Checking a signature is no I/O: the asynchronous method would only wrap this one, and older versions lack it.
        var result = _handler.ValidateToken(token, _wanted);
#pragma warning restore CS0618
        return result is { IsValid: true, SecurityToken: JsonWebToken valid }
            && valid.TryGetPayloadValue<string>(Type, out var actual) && actual == type
            && Guid.TryParse(valid.Subject, out var user)
            && valid.TryGetPayloadValue<string>(Session, out var sid) && Guid.TryParse(sid, CultureInfo.InvariantCulture, out var session)
                ? (valid, user, session, new DateTimeOffset(valid.ValidTo, TimeSpan.Zero))
                : null;
    }
}

/// <summary>What a valid access token says, or a token for the operator page.</summary>
internal sealed record AccessToken(Guid UserId, Guid SessionId, DateTimeOffset ExpiresAt);

/// <summary>What a valid refresh token says. Whether its secret still stands is for the account to say.</summary>
internal sealed record RefreshToken(Guid UserId, Guid SessionId, string Secret);
