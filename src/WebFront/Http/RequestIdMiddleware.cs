using System.Text.RegularExpressions;

namespace OrleansChat.WebFront.Http;

/// <summary>Gives every request an id that its response and its log lines carry: the caller's own when that is sane.</summary>
internal sealed partial class RequestIdMiddleware(RequestDelegate next, ILogger<RequestIdMiddleware> logger)
{
    private static readonly Func<ILogger, string, IDisposable?> Scope = LoggerMessage.DefineScope<string>("{RequestId}");

    /// <summary>The header, in and out.</summary>
    public const string Header = "X-Request-Id";

    /// <summary>Names the request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var asked = context.Request.Headers[Header].ToString();
        var id = Sane().IsMatch(asked) ? asked : Guid.NewGuid().ToString("N");
        context.TraceIdentifier = id;
        context.Response.Headers[Header] = id;
        using (Scope(logger, id))
            await next(context);
    }

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,128}\z")]
    private static partial Regex Sane();
}
