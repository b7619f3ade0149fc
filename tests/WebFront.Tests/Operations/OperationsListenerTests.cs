using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansChat.Storage;
using OrleansChat.WebFront.Operations;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Operations;

public sealed class OperationsListenerTests : IAsyncLifetime
{
    private readonly SwitchedStorage _storage = new();
    private readonly HttpClient _http = new();
    private ChatServer _server = null!;

    private Uri Root => new(
        _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single(address => !_server.Urls.Values.Contains(new Uri(address))));

    public async ValueTask InitializeAsync() => _server = await ChatServer.StartAsync(new()
    {
        Settings = new Dictionary<string, string> { ["Listen:Operations"] = "auto" },
        Configure = builder => builder.Services.AddSingleton<IStorageHealth>(_storage),
    });

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task It_says_in_plain_text_that_the_process_lives_and_that_it_can_work()
    {
        Assert.Equal((200, "alive\n"), await AskAsync("/health"));
        Assert.Equal((200, "ready\n"), await AskAsync("/health/ready"));
        Assert.Equal((200, ""), await AskAsync("/health", HttpMethod.Head));
    }

    [Fact]
    public async Task Without_a_database_the_node_lives_and_is_not_ready()
    {
        _storage.IsAway = true;

        Assert.Equal((503, "not ready: no answer from the database, or from the cluster\n"), await AskAsync("/health/ready"));
        Assert.Equal(200, (await AskAsync("/health")).Status);
        _storage.IsAway = false;
        Assert.Equal(200, (await AskAsync("/health/ready")).Status);
    }

    [Fact]
    public async Task However_many_ask_at_once_the_database_is_asked_once()
    {
        _storage.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var readiness = _server.Services.GetRequiredService<Readiness>();
        var before = _storage.Pings;
        using var hangUp = new CancellationTokenSource();

        var answers = Enumerable.Range(0, 100).Select(_ => readiness.AskAsync(CancellationToken.None)).ToList();
        var impatient = readiness.AskAsync(hangUp.Token);
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        _storage.Gate.SetResult();

        // The same answer for all; that it took too long is one as well.
        Assert.Single((await Task.WhenAll(answers)).Distinct());
        Assert.Equal(before + 1, _storage.Pings);
        Assert.Equal(200, (await AskAsync("/health/ready")).Status);
        Assert.Equal(before + 2, _storage.Pings);
    }

    [Fact]
    public async Task It_serves_metrics_to_whoever_asks_in_whatever_way()
    {
        await _server.SendAsync(HttpMethod.Get, "health");

        var (status, text) = await AskAsync("/metrics");

        Assert.Equal(200, status);
        Assert.Contains("""orleanschat_http_requests_total{method="GET",route="/social/api/v1/health",status="200"} 1""", text, StringComparison.Ordinal);
        Assert.Contains("process_resident_memory_bytes ", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/v1/health")]
    [InlineData("/social/api/v1/health")]
    [InlineData("/api/docs")]
    [InlineData("/socket.io/?EIO=4&transport=polling")]
    [InlineData("/health/")]
    [InlineData("/Health")]
    public async Task It_serves_nothing_else(string path) => Assert.Equal((404, "Here are /health, /health/ready and /metrics.\n"), await AskAsync(path));

    [Fact]
    public async Task It_takes_no_other_method()
        => Assert.Equal((405, "Ask by GET.\n"), await AskAsync("/health", HttpMethod.Post));

    [Fact]
    public async Task Its_paths_are_not_served_on_the_contracts_port()
    {
        foreach (var path in new[] { "/health", "/health/ready", "/metrics" })
            Assert.Equal(404, (await _server.SendAsync(HttpMethod.Get, path)).Status);
    }

    [Fact]
    public async Task A_node_that_is_about_to_stop_is_not_ready_and_still_answers()
    {
        var seen = new TaskCompletionSource<(int, int, string)>();
        var lifetime = _server.Services.GetRequiredService<IHostApplicationLifetime>();
        using var draining = lifetime.ApplicationStopping.Register(() => seen.SetResult(Task.Run(async () =>
        {
            var contract = await _server.SendAsync(HttpMethod.Get, "health/ready");
            return ((await AskAsync("/health/ready")).Status, contract.Status, contract.Data.GetProperty("checks").GetProperty("database").GetString()!);
        }).Result));

        lifetime.StopApplication();

        Assert.Equal((503, 503, "connected"), await seen.Task.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private async Task<(int Status, string Text)> AskAsync(string path, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, new Uri(Root, path));
        using var response = await _http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private sealed class SwitchedStorage : IStorageHealth
    {
        public volatile bool IsAway;
        private int _pings;

        public TaskCompletionSource? Gate { get; set; }

        public int Pings => Volatile.Read(ref _pings);

        public Task PingAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _pings);
            return IsAway ? throw new IOException("The disk is gone.") : Gate?.Task ?? Task.CompletedTask;
        }
    }
}
