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
        var id = asked.Length > 0 && Sane().IsMatch(asked) ? asked : NewId();
        context.TraceIdentifier = id;
        context.Response.Headers[Header] = id;
        using (Scope(logger, id))
            await next(context);
    }

    /// <summary>Told apart, not secret: a UUID would cost a call of the operating system.</summary>
    private static string NewId()
    {
        Span<byte> id = stackalloc byte[16];
        Random.Shared.NextBytes(id);
        return Convert.ToHexStringLower(id);
    }

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,128}\z")]
    private static partial Regex Sane();
}
