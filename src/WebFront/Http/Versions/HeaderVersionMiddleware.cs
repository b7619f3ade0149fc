using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.WebFront.Http.Versions;

/// <summary>Serves below its prefix what is asked for by the header alone. Runs before routing.</summary>
internal sealed class HeaderVersionMiddleware(RequestDelegate next, HeaderVersion version)
{
    /// <summary>Completes the path.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (version.IsFor(request.Path) && request.Headers[version.Header] == version.Value)
            request.Path = version.Complete(request.Path);
        return next(context);
    }
}

/// <summary>Says in every answer which version it is of, and refuses requests for one that there is not.</summary>
internal sealed class VersionAnswerMiddleware(RequestDelegate next, HeaderVersion version)
{
    /// <summary>Sets the header and lets pass, or refuses.</summary>
    /// <exception cref="ChatException">Another version is asked for.</exception>
    public Task InvokeAsync(HttpContext context)
    {
        context.Response.Headers[version.Header] = version.Value;
        var asked = context.Request.Headers[version.Header];
        return asked.Count == 0 || asked == version.Value ? next(context) : throw new ChatException(version.Header, $"must be {version.Value}.");
    }
}
