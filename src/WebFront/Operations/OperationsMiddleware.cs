using Microsoft.Net.Http.Headers;
using OrleansChat.WebFront.Http.Metrics;

namespace OrleansChat.WebFront.Operations;

/// <summary>Answers everything that comes in by the operations listener, in plain text, and lets everything else pass.</summary>
internal sealed class OperationsMiddleware(RequestDelegate next, Readiness readiness, MetricsPage metrics)
{
    /// <summary>Answers, or passes on.</summary>
    public Task InvokeAsync(HttpContext context)
        => context.Features.Get<OperationsPort>() is null ? next(context) : AnswerAsync(context);

    private async Task AnswerAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers[HeaderNames.Allow] = "GET, HEAD";
            await SayAsync(context, StatusCodes.Status405MethodNotAllowed, "Ask by GET.");
            return;
        }

        switch (context.Request.Path.Value)
        {
            case "/health":
                await SayAsync(context, StatusCodes.Status200OK, "alive");
                break;
            case "/health/ready":
                await SayReadyAsync(context);
                break;
            case "/metrics":
                await metrics.Answer(MetricsFormat.Of(context.Request) ?? new MetricsText(openMetrics: false)).ExecuteAsync(context);
                break;
            default:
                await SayAsync(context, StatusCodes.Status404NotFound, "Here are /health, /health/ready and /metrics.");
                break;
        }
    }

    private async Task SayReadyAsync(HttpContext context)
    {
        var answer = await readiness.AskAsync(context.RequestAborted);
        if (!answer.IsReady)
            context.Response.Headers.RetryAfter = "1";
        await SayAsync(
            context,
            answer.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable,
            answer.IsReady ? "ready" : answer.IsDraining ? "not ready: this node is stopping" : "not ready: no answer from the database, or from the cluster");
    }

    private static Task SayAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text + "\n", context.RequestAborted);
    }
}
