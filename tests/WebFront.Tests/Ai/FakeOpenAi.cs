using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OrleansChat.WebFront.Tests.Ai;

/// <summary>A server on loopback that speaks as much of OpenAI's API as we ask for, and answers what a test says.</summary>
internal sealed class FakeOpenAi : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeOpenAi(WebApplication app) => _app = app;

    /// <summary>Its base URL.</summary>
    public string Url => $"{_app.Urls.Single()}/v1";

    /// <summary>What the model says next; a test that answers otherwise sets <see cref="Answer"/>.</summary>
    public string Says { get; set; } = "{}";

    /// <summary>Answers a request in place of the model.</summary>
    public Func<HttpContext, Task>? Answer { get; set; }

    /// <summary>The requests that came, by path.</summary>
    public ConcurrentQueue<(string Path, string Authorization, string Body)> Requests { get; } = new();

    /// <summary>Starts one.</summary>
    public static async Task<FakeOpenAi> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new FakeOpenAi(builder.Build());
        server._app.Run(server.HandleAsync);
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new StreamReader(context.Request.Body);
        Requests.Enqueue((context.Request.Path, context.Request.Headers.Authorization.ToString(), await body.ReadToEndAsync()));
        if (Answer is { } answer)
            await answer(context);
        else if (context.Request.Path == "/v1/chat/completions")
            await context.Response.WriteAsJsonAsync(Completion(Says));
        else if (context.Request.Path == "/v1/audio/transcriptions")
            await context.Response.WriteAsync(Says);
        else
            context.Response.StatusCode = 404;
    }

    private static JsonObject Completion(string content) => new()
    {
        ["id"] = "chatcmpl-1",
        ["object"] = "chat.completion",
        ["created"] = 1736935800,
        ["model"] = "test-model",
        ["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0,
            ["finish_reason"] = "stop",
            ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = content },
        }),
        ["usage"] = new JsonObject { ["prompt_tokens"] = 1, ["completion_tokens"] = 1, ["total_tokens"] = 2 },
    };
}
