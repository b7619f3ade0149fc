using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Http;

/// <summary>Marks endpoints that only signed-in users may call.</summary>
internal sealed class RequireUser;

/// <summary>Finds out who calls, from the Authorization header. Whether anyone has to be signed in is for <see cref="AuthorizationMiddleware"/>.</summary>
internal sealed class AuthenticationMiddleware(RequestDelegate next, IRealtimeAuthenticator tokens)
{
    private const string Scheme = "Bearer ";

    /// <summary>Sets <see cref="CurrentUser"/> when the token is good.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && tokens.Authenticate(header[Scheme.Length..].Trim()) is { } user)
            context.Features.Set(new CurrentUser(user.UserId, user.SessionId));
        return next(context);
    }
}

/// <summary>Refuses strangers where an endpoint needs a user, before anything of the request is read.</summary>
internal sealed class AuthorizationMiddleware(RequestDelegate next)
{
    /// <summary>Lets pass, or answers 401.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<RequireUser>() is null || CurrentUser.Of(context) is not null)
            return next(context);
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }
}
