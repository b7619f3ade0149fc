using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OrleansChat.Storage;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social.Health;

public sealed partial class SocialHealthTests(ChatServerFixture fixture)
{
    private readonly ChatServer _server = fixture.Server;

    [Fact]
    public async Task Health_answers_as_published()
        => (await _server.SendAsync(HttpMethod.Get, "health")).Ok().Matches("get-health");

    [Fact]
    public async Task Readiness_answers_as_published()
    {
        var ready = (await _server.SendAsync(HttpMethod.Get, "health/ready")).Ok();

        ready.Matches("get-health-ready");
        Assert.Equal("not_configured", ready.Data.GetProperty("checks").GetProperty("redis").GetString());
    }

    [Fact]
    public async Task Without_a_database_the_front_lives_and_is_not_ready()
    {
        await using var server = await ChatServer.StartAsync(new() { Configure = BreakDatabase });

        var ready = await server.SendAsync(HttpMethod.Get, "health/ready");

        Assert.Equal(503, ready.Status);
        Assert.Equal("1", ready.Headers["Retry-After"]);
        Assert.Equal(
            """{"success":false,"message":"Service is not ready","code":"SERVICE_UNAVAILABLE","data":{"status":"not ready","checks":{"database":"disconnected","redis":"not_configured"}}}""",
            ready.Text);
        (await server.SendAsync(HttpMethod.Get, "health")).Ok();
    }

    [Fact]
    public async Task Metrics_answer_as_published()
    {
        var metrics = (await _server.SendAsync(HttpMethod.Get, "metrics")).Ok();

        metrics.Matches("get-metrics");
        Assert.Contains(".NET", metrics.Data.GetProperty("nodejs").GetProperty("version").GetString(), StringComparison.Ordinal);
        Assert.True(metrics.Data.GetProperty("process").GetProperty("memory").GetProperty("rss").GetInt64() > 1_000_000);
    }

    [Theory]
    [InlineData("text/plain", "text/plain; version=0.0.4; charset=utf-8", "orleanschat_http_requests_total")]
    [InlineData("application/openmetrics-text; version=1.0.0,text/plain;q=0.5", "application/openmetrics-text; version=1.0.0; charset=utf-8", "orleanschat_http_requests")]
    public async Task Scrapers_get_text(string accept, string contentType, string family)
    {
        await _server.SendAsync(HttpMethod.Get, "health");

        // A request is counted when it is over, which may be a moment after its answer has come.
        var metrics = await ScrapeAsync();
        await Eventually.HoldsAsync(async () => CountOfHealth().IsMatch((metrics = await ScrapeAsync()).Text));

        Assert.Equal(contentType, metrics.Headers["Content-Type"]);
        Assert.Contains($"# TYPE {family} counter\n", metrics.Text, StringComparison.Ordinal);
        Assert.Equal(contentType.Contains("openmetrics", StringComparison.Ordinal), metrics.Text.EndsWith("# EOF\n", StringComparison.Ordinal));

        async Task<Answer> ScrapeAsync() => (await _server.SendAsync(HttpMethod.Get, "metrics", headers: [("Accept", accept)])).Ok();
    }

    [GeneratedRegex("""^orleanschat_http_requests_total\{method="GET",route="/social/api/v1/health",status="200"\} [1-9]\d*$""", RegexOptions.Multiline)]
    private static partial Regex CountOfHealth();

    private static void BreakDatabase(WebApplicationBuilder builder) => builder.Services.AddSingleton<IStorageHealth, BrokenStorage>();

    private sealed class BrokenStorage : IStorageHealth
    {
        public Task PingAsync(CancellationToken cancellationToken) => throw new IOException("The disk is gone.");
    }
}
