using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OrleansChat.Testing;

namespace OrleansChat.EndToEnd.Tests.Deploy;

/// <summary>A front that does what a test wants, to see what the load balancer makes of it.</summary>
internal sealed class FakeFront : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _posts;

    private FakeFront(WebApplication app, Uri url)
    {
        (_app, Url) = (app, url);
        app.MapGet("/social/api/v1/health/ready", () => IsReady ? Results.Ok() : Results.StatusCode(503));
        app.MapPost("/social/api/v1/messages", (HttpContext context) =>
        {
            Interlocked.Increment(ref _posts);
            if (Breaks)
                context.Abort();
        });
        app.MapGet("/social/api/v1/seen", (HttpRequest request) => $"{request.Headers["X-Forwarded-For"]} {request.Headers["X-Forwarded-Proto"]} {request.Headers.Cookie}{request.Headers.TraceParent}{request.Headers.TraceState}{request.Headers.Baggage}");
    }

    public Uri Url { get; }

    /// <summary>Whether it says that it is ready.</summary>
    public bool IsReady { get; set; } = true;

    /// <summary>Whether it takes a request and goes away without an answer.</summary>
    public bool Breaks { get; set; }

    /// <summary>The POSTs that reached it.</summary>
    public int Posts => Volatile.Read(ref _posts);

    public static async Task<FakeFront> StartAsync()
    {
        var url = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add(url.ToString());
        var front = new FakeFront(app, url);
        await app.StartAsync();
        return front;
    }

    /// <summary>Stops listening.</summary>
    public Task StopAsync() => _app.StopAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
