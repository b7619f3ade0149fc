using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OrleansChat.Testing;
using OrleansChat.WebFront.Tests.Realtime.Clients;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Operations;

/// <summary>One request is one trace, down to the commit that stored it.</summary>
public sealed class TracingTests : IDisposable
{
    private const string Secret = "a text that is nobody else's business";
    private readonly RecordedSpans _spans = new();

    [Fact]
    public async Task A_send_is_one_trace_from_the_callers_span_to_the_commit()
    {
        await using var server = await StartAsync();

        await SendAsync(server);
    }

    [Fact]
    public async Task On_postgres_the_trace_reaches_the_statement()
    {
        var (postgres, reason) = await PostgresServer.StartAsync();
        if (postgres is null && string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            Assert.Fail(reason);
        Assert.SkipWhen(postgres is null, reason);
        await using var stops = postgres;
        var database = await postgres!.CreateDatabaseAsync();
        try
        {
            await using var server = await StartAsync(("Storage:Provider", "Postgres"), ("Storage:ConnectionString", database));

            var (trace, commit) = await SendAsync(server);

            var statement = await _spans.OneAsync(trace, span => span.Source.Name == "Npgsql" && span.ParentSpanId == commit.SpanId);
            Assert.Contains("INSERT INTO messages", RecordedSpans.Text(statement), StringComparison.Ordinal);
        }
        finally
        {
            await postgres.DropDatabaseAsync(database);
        }
    }

    [Fact]
    public async Task Nothing_of_anyones_is_in_a_span()
    {
        await using var server = await StartAsync();
        var (ann, bob) = await server.RegisterTwoAsync();
        using var socket = await RawSocketIo.ConnectAsync(server.Url, bob.AccessToken);
        foreach (var (method, path, body) in new (HttpMethod, string, object?)[]
        {
            (HttpMethod.Post, "messages", new { content = Secret, type = "TEXT", receiverId = bob.Id }),
            (HttpMethod.Post, "auth/login", new { email = ann.Email, password = TestUser.Password }),
            (HttpMethod.Post, "auth/login", new { email = ann.Email, password = Secret }),
            (HttpMethod.Post, "auth/register", new { username = ann.Name, email = ann.Email, password = TestUser.Password }),
            (HttpMethod.Get, $"users?search={Uri.EscapeDataString(ann.Email)}&token={ann.AccessToken}", null),
        })
        {
            var (trace, header) = Begin();
            await ann.SendAsync(method, path, body, header);

            await _spans.OneAsync(trace, IsHttp);
            Assert.All(_spans.Of(trace), span =>
            {
                var text = RecordedSpans.Text(span);
                foreach (var secret in new[] { Secret, ann.Email, ann.Name, ann.AccessToken, ann.RefreshToken, TestUser.Password })
                    Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
            });
        }
    }

    [Fact]
    public async Task A_callers_trace_that_is_not_sampled_is_not_recorded()
    {
        await using var server = await StartAsync(("Telemetry:SampleRatio", "1"));
        var (ann, bob) = await server.RegisterTwoAsync();
        var (unsampled, header) = Begin(flags: "00");
        await ann.SendAsync(HttpMethod.Post, "messages", new { content = "x", type = "TEXT", receiverId = bob.Id }, header);
        var (sampled, next) = Begin();
        await ann.SendAsync(HttpMethod.Get, "auth/me", null, next);

        await _spans.OneAsync(sampled, IsHttp);
        Assert.Empty(_spans.Of(unsampled));
    }

    [Fact]
    public async Task A_command_of_a_connection_is_a_trace_of_its_own()
    {
        await using var server = await StartAsync(("Telemetry:SampleRatio", "1"));
        var (ann, bob) = await server.RegisterTwoAsync();
        using var socket = await RawSocketIo.ConnectAsync(server.Url, ann.AccessToken);

        Assert.Equal(IRawClient.Done, await socket.AskAsync("message:send", Encoding.UTF8.GetBytes($$"""{"content":"{{Secret}}","type":"TEXT","receiverId":"{{bob.Id}}"}""")));

        // Other servers of this process are heard too, but their grain calls carry no trace along.
        Activity? command = null;
        await Eventually.HoldsAsync(() => Task.FromResult((command = _spans.Last(
            span => span.DisplayName == "message:send" && _spans.Of(span.TraceId).Any(other => other.DisplayName == "append"))) is not null));
        Assert.Equal(default, command!.ParentSpanId);
        var append = await _spans.OneAsync(command.TraceId, span => span.DisplayName == "append");
        await _spans.OneAsync(command.TraceId, span => span.DisplayName == "commit" && span.ParentSpanId == append.SpanId);
    }

    [Fact]
    public async Task What_is_sampled_is_sent_to_the_collector_and_the_last_of_it_when_the_node_stops()
    {
        var received = new MemoryStream();
        await using var collector = await CollectAsync(received);
        var server = await StartAsync(("Telemetry:OtlpEndpoint", $"{collector.Urls.Single()}/v1/traces"), ("Telemetry:ServiceName", "orleanschat-tested"));
        await using (server)
            await SendAsync(server);

        var text = Encoding.UTF8.GetString(received.ToArray());
        Assert.Contains("orleanschat-tested", text, StringComparison.Ordinal);
        Assert.Contains("IConversationGrain/PostAsync", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_collector_nothing_is_traced()
    {
        await using var server = await StartAsync(("Telemetry:OtlpEndpoint", ""));
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("Microsoft.Orleans.", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => _spans.OnEnd(span),
        };
        ActivitySource.AddActivityListener(listener);
        var (ann, bob) = await server.RegisterTwoAsync();
        var (trace, header) = Begin();

        (await ann.SendAsync(HttpMethod.Post, "messages", new { content = "x", type = "TEXT", receiverId = bob.Id }, header)).Created();

        // The runtime has spans of its own for whoever listens; those of calls are what carries a trace along.
        Assert.DoesNotContain(_spans.Of(trace), span => span.Kind is ActivityKind.Client or ActivityKind.Server);
    }

    [Theory]
    [InlineData("Telemetry:OtlpEndpoint", "localhost:4317")]
    [InlineData("Telemetry:SampleRatio", "2")]
    public async Task A_setting_that_makes_no_sense_is_refused_by_name(string key, string value)
        => Assert.Contains(key, (await Assert.ThrowsAnyAsync<InvalidOperationException>(() => StartAsync((key, value)))).Message, StringComparison.Ordinal);

    public void Dispose() => _spans.Dispose();

    private static bool IsHttp(Activity span) => span.Source.Name == "Microsoft.AspNetCore";

    private static (ActivityTraceId Trace, (string, string) Header) Begin(string flags = "01")
    {
        var trace = ActivityTraceId.CreateRandom();
        return (trace, ("traceparent", $"00-{trace}-{Caller}-{flags}"));
    }

    private static string Caller => "00f067aa0ba902b7";

    private static async Task<WebApplication> CollectAsync(MemoryStream received)
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            lock (received)
                received.Write(body.GetBuffer(), 0, (int)body.Length);
        });
        await app.StartAsync();
        return app;
    }

    /// <summary>Sends a message as a part of a caller's trace and follows it.</summary>
    private async Task<(ActivityTraceId Trace, Activity Commit)> SendAsync(ChatServer server)
    {
        var (ann, bob) = await server.RegisterTwoAsync();
        await ann.MessageToAsync(bob);
        var (trace, header) = Begin();

        (await ann.SendAsync(HttpMethod.Post, "messages", new { content = Secret, type = "TEXT", receiverId = bob.Id }, header)).Created();

        var http = await _spans.OneAsync(trace, IsHttp);
        Assert.Equal((Caller, "POST /social/api/v1/messages"), (http.ParentSpanId.ToString(), http.DisplayName));
        var asks = await _spans.OneAsync(trace, span => span.Kind == ActivityKind.Client && span.DisplayName == "IConversationGrain/PostAsync");
        Assert.Equal(http.SpanId, asks.ParentSpanId);
        var answers = await _spans.OneAsync(trace, span => span.Kind == ActivityKind.Server && span.DisplayName == "IConversationGrain/PostAsync");
        Assert.Equal(asks.SpanId, answers.ParentSpanId);
        var append = await _spans.OneAsync(trace, span => span.DisplayName == "append");
        Assert.Equal(answers.SpanId, append.ParentSpanId);
        var commit = await _spans.OneAsync(trace, span => span.DisplayName == "commit");
        Assert.Equal(append.SpanId, commit.ParentSpanId);
        Assert.Equal(commit.Context, Assert.Single(append.Links).Context);
        return (trace, commit);
    }

    private Task<ChatServer> StartAsync(params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string> { ["Telemetry:OtlpEndpoint"] = "http://127.0.0.1:1/v1/traces", ["Telemetry:SampleRatio"] = "0" };
        foreach (var (key, value) in settings)
            all[key] = value;
        return ChatServer.StartAsync(new() { Settings = all, Configure = builder => builder.Services.AddSingleton<BaseProcessor<Activity>>(_spans) });
    }
}
