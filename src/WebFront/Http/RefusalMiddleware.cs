using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.WebFront.Http;

/// <summary>
/// The one door where refusals become answers: exceptions, and statuses that nobody gave a body (no such route, wrong
/// method, no token), all in the contract's own words.
/// </summary>
internal sealed partial class RefusalMiddleware(RequestDelegate next, IContractErrors errors, TimeProvider clock, ILogger<RefusalMiddleware> logger)
{
    /// <summary>Runs the rest of the pipeline and words what it refuses.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (Unworded(context.Response) is { } refusal)
                await WordAsync(context, refusal);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller hung up: nobody is left to be told.
            context.Abort();
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            var refusal = Refusal.Of(exception);
            Log(context, exception, refusal);
            await WordAsync(context, refusal);
        }
    }

    private static Refusal? Unworded(HttpResponse response)
    {
        if (response.HasStarted || response.StatusCode < 400 || response.ContentType is not null || response.ContentLength > 0)
            return null;
        return response.StatusCode switch
        {
            StatusCodes.Status401Unauthorized => Refusal.By(ChatError.Unauthenticated),
            StatusCodes.Status404NotFound => Refusal.By(HttpRefusal.NoSuchRoute),
            StatusCodes.Status405MethodNotAllowed => Refusal.By(HttpRefusal.MethodNotAllowed),
            StatusCodes.Status413PayloadTooLarge => Refusal.By(HttpRefusal.BodyTooLarge),
            StatusCodes.Status415UnsupportedMediaType => Refusal.By(HttpRefusal.UnsupportedMediaType),
            StatusCodes.Status416RangeNotSatisfiable => Refusal.By(HttpRefusal.RangeNotSatisfiable),
            StatusCodes.Status429TooManyRequests => Refusal.By(HttpRefusal.TooManyRequests),
            StatusCodes.Status503ServiceUnavailable => Refusal.By(ChatError.Unavailable),
            >= 500 => Refusal.By(HttpRefusal.Internal),
            _ => Refusal.By(HttpRefusal.Malformed),
        };
    }

    private async Task WordAsync(HttpContext context, Refusal refusal)
    {
        var (status, body) = errors.Word(refusal, new RefusalContext(context.TraceIdentifier, clock.GetUtcNow()));
        var response = context.Response;
        response.StatusCode = status;
        if (status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        if (refusal.Cluster is ChatError.Unavailable)
            response.Headers.RetryAfter = "1";
        if (refusal.Cluster is ChatError.TooManyAttempts)
            response.Headers.RetryAfter = $"{AccountLimits.SecondFactorLock.TotalSeconds:0}"; // At most.
        if (status == StatusCodes.Status405MethodNotAllowed)
            HeadMiddleware.Allow(response.Headers);
        await response.WriteAsJsonAsync(body, body.GetType(), errors.Json, context.RequestAborted);
    }

    private void Log(HttpContext context, Exception exception, Refusal refusal)
    {
        if (refusal.Http is HttpRefusal.Internal)
            LogBug(exception, context.Request.Method, context.Request.Path, context.TraceIdentifier);
        else if (refusal.Cluster is ChatError.Unavailable)
            LogUnavailable(exception, context.Request.Method, context.Request.Path, context.TraceIdentifier);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed (request {Id})")]
    private partial void LogBug(Exception exception, string method, PathString path, string id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Path} found the cluster unavailable (request {Id})")]
    private partial void LogUnavailable(Exception exception, string method, PathString path, string id);
}
