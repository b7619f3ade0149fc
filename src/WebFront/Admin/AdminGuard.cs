using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Admin;

/// <summary>
/// What every answer below <c>/admin</c> has in common: nothing is kept or framed, nothing runs but the page's own files, other
/// origins get nothing and change nothing, and failures tell nothing.
/// </summary>
internal sealed partial class AdminGuard(RequestDelegate next, ILogger<AdminGuard> log)
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    /// <summary>Serves one request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "same-origin"; // With "no-referrer" browsers would send "Origin: null" along with the forms.
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (!MayCome(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusOf(Refusal.Of(exception));
            LogRefused(exception, context.Request.Path, context.Response.StatusCode);
        }

        if (!context.Response.HasStarted && context.Response.StatusCode == StatusCodes.Status503ServiceUnavailable)
            headers.RetryAfter = "1";
    }

    /// <summary>
    /// What a page of another origin asks for is refused; and whatever changes something must say where it comes from. A link to
    /// the page may be anywhere: a browser that follows it sends no cookie along (SameSite=Strict).
    /// </summary>
    private static bool MayCome(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0)
            return HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        return request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site
            ? site == "same-origin"
            : Uri.TryCreate(origin, UriKind.Absolute, out var url) && url.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }

    private static int StatusOf(Refusal refusal) => refusal switch
    {
        { Cluster: ChatError.Unauthenticated } => StatusCodes.Status401Unauthorized,
        { Cluster: ChatError.Unavailable } => StatusCodes.Status503ServiceUnavailable,
        { Http: HttpRefusal.BodyTooLarge } => StatusCodes.Status413PayloadTooLarge,
        { Http: HttpRefusal.Internal } => StatusCodes.Status500InternalServerError,
        _ => StatusCodes.Status400BadRequest,
    };

    [LoggerMessage(LogLevel.Information, "{Path} of the operator page was answered {Status}")]
    private partial void LogRefused(Exception exception, PathString path, int status);
}
