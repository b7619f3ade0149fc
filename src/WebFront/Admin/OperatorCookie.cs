using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Http.Tokens;

namespace OrleansChat.WebFront.Admin;

/// <summary>
/// How a browser shows that an operator is signed in: a signed token of a type of its own, for an hour at most, that no script
/// and no other site can use.
/// </summary>
internal sealed class OperatorCookie(ChatTokens tokens, IRevokedSessions revoked)
{
    /// <summary>The cookie's name.</summary>
    public const string Name = "orleanschat-operator";

    /// <summary>Who is signed in; null for nobody. Whether the session still lives the cluster is asked besides.</summary>
    public AccessToken? Read(HttpRequest request)
        => tokens.ReadOperator(request.Cookies[Name]) is { } token && !revoked.Contains(token.SessionId) ? token : null;

    /// <summary>Signs in.</summary>
    public void Set(HttpContext context, SessionGrant grant)
    {
        var cookie = Options(context);
        cookie.MaxAge = ChatTokens.OperatorLifetime;
        context.Response.Cookies.Append(Name, tokens.IssueOperator(grant), cookie);
    }

    /// <summary>Signs out.</summary>
    public static void Clear(HttpContext context) => context.Response.Cookies.Delete(Name, Options(context));

    private static CookieOptions Options(HttpContext context) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Path = AdminPage.Path,
        Secure = context.Request.IsHttps,
        IsEssential = true,
    };
}
