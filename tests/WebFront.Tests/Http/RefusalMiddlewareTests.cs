using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Testing;
using OrleansChat.WebFront.Contracts.Social;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Tests.Http;

public sealed class RefusalMiddlewareTests
{
    [Fact]
    public async Task A_bug_is_an_internal_error_that_tells_nothing()
    {
        var (context, text) = await RunAsync(_ => throw new InvalidOperationException("password=hunter2"));

        Assert.Equal(500, context.Response.StatusCode);
        Assert.Equal("""{"success":false,"message":"Internal server error","code":"INTERNAL_SERVER_ERROR"}""", text);
    }

    [Fact]
    public async Task What_the_cluster_cannot_do_now_may_be_tried_again_in_a_second()
    {
        foreach (var away in new Exception[]
        {
            new ChatException(ChatError.Unavailable), new TimeoutException("no answer"), new SiloUnavailableException("silo gone"),
        })
        {
            var (context, text) = await RunAsync(_ => throw away);

            Assert.Equal((503, "1"), (context.Response.StatusCode, context.Response.Headers.RetryAfter.ToString()));
            Assert.Contains("SERVICE_UNAVAILABLE", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_status_without_a_body_is_worded()
    {
        var (context, text) = await RunAsync(context =>
        {
            context.Response.StatusCode = 405;
            context.Response.Headers.Allow = "GET";
            return Task.CompletedTask;
        });

        Assert.Equal((405, "GET, HEAD"), (context.Response.StatusCode, context.Response.Headers.Allow.ToString()));
        Assert.Equal("""{"success":false,"message":"Method not allowed","code":"METHOD_NOT_ALLOWED"}""", text);
    }

    [Fact]
    public async Task A_range_that_is_not_in_a_file_is_worded_and_the_range_that_is_there_stays()
    {
        var (context, text) = await RunAsync(context =>
        {
            context.Response.StatusCode = 416;
            context.Response.Headers.ContentRange = "bytes */10";
            return Task.CompletedTask;
        });

        Assert.Equal((416, "bytes */10"), (context.Response.StatusCode, context.Response.Headers.ContentRange.ToString()));
        Assert.Contains("RANGE_NOT_SATISFIABLE", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_configured_is_not_worth_trying_again()
    {
        var (context, text) = await RunAsync(_ => throw new NotConfiguredException("Ai:Endpoint"));

        Assert.Equal((503, ""), (context.Response.StatusCode, context.Response.Headers.RetryAfter.ToString()));
        Assert.Contains("Ai:Endpoint", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_there_is_left_alone()
    {
        var (context, text) = await RunAsync(context =>
        {
            context.Response.StatusCode = 400;
            context.Response.ContentType = "text/plain";
            return context.Response.WriteAsync("mine");
        });

        Assert.Equal((400, "mine"), (context.Response.StatusCode, text));
    }

    [Fact]
    public async Task A_caller_who_hung_up_is_told_nothing()
    {
        using var gone = new CancellationTokenSource();
        var (_, text) = await RunAsync(
            context =>
            {
                context.RequestAborted = gone.Token;
                gone.Cancel();
                context.RequestAborted.ThrowIfCancellationRequested();
                return Task.CompletedTask;
            });

        Assert.Equal("", text);
    }

    [Fact]
    public async Task A_contract_can_tell_which_request_was_refused_and_when()
    {
        var clock = new ManualTimeProvider();

        var (context, text) = await RunAsync(
            context =>
            {
                context.TraceIdentifier = "the-request";
                throw new ChatException(ChatError.MessageNotFound);
            },
            new TellingErrors(),
            clock);

        Assert.Equal(404, context.Response.StatusCode);
        Assert.Equal($"\"MessageNotFound the-request {clock.GetUtcNow():O}\"", text);
    }

    private static async Task<(HttpContext Context, string Text)> RunAsync(RequestDelegate next, IContractErrors? errors = null, TimeProvider? clock = null)
    {
        var context = new DefaultHttpContext();
        using var body = new MemoryStream();
        context.Response.Body = body;
        await new RefusalMiddleware(next, errors ?? new SocialErrors(), clock ?? TimeProvider.System, NullLogger<RefusalMiddleware>.Instance)
            .InvokeAsync(context);
        return (context, Encoding.UTF8.GetString(body.ToArray()));
    }

    /// <summary>Words every refusal as not found, with all that there is to tell.</summary>
    private sealed class TellingErrors : IContractErrors
    {
        public JsonSerializerOptions Json { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

        public (int Status, object Body) Word(Refusal refusal, RefusalContext context) => (404, $"{refusal.Cluster} {context.RequestId} {context.At:O}");
    }
}
