using System.Collections.Concurrent;
using System.Text.Json;
using OrleansChat.Testing;

namespace OrleansChat.EndToEnd.Tests;

/// <summary>Nothing that was acknowledged is ever lost, whatever happens to the process.</summary>
public sealed class DurabilityTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    [Fact]
    public Task Ten_kills_under_load_lose_nothing_double_nothing_and_keep_one_order() => KillUnderLoadAsync(rounds: 10);

    [Fact]
    public async Task Kills_under_load_lose_nothing_on_PostgreSQL_either()
    {
        var (postgres, reason) = await PostgresServer.StartAsync();
        Assert.True(postgres is not null || Environment.GetEnvironmentVariable("CI") != "true", reason);
        Assert.SkipWhen(postgres is null, reason);
        await using (postgres)
        {
            var database = await postgres.CreateDatabaseAsync();
            await KillUnderLoadAsync(rounds: 5, "--Storage:Provider=Postgres", $"--Storage:ConnectionString={database}");
            await postgres.DropDatabaseAsync(database);
        }
    }

    private async Task KillUnderLoadAsync(int rounds, params string[] arguments)
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var limit = new CancellationTokenSource(Limit);
        using var folder = new TemporaryFolder();
        var port = FreePort.Next();
        var server = await StartAsync(folder, port, arguments);
        try
        {
            var users = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => SocialClient.RegisterAsync(server.Url, $"user_{number}")));
            var group = await users[0].CreateGroupAsync(users[1..]);
            var acknowledged = new ConcurrentQueue<Acknowledged>();

            await using var sockets = NodeClient.Start("sender.mjs");
            await sockets.WriteAsync(JsonSerializer.Serialize(new
            {
                url = server.Url,
                window = 4,
                senders = users.Select((user, number) => new { token = user.Token, groupId = group, receiverId = (string?)null, prefix = $"group-{number}" })
                    .Concat([
                        new { token = users[0].Token, groupId = (string)null!, receiverId = (string?)users[1].Id, prefix = "direct-0" },
                        new { token = users[1].Token, groupId = (string)null!, receiverId = (string?)users[0].Id, prefix = "direct-1" },
                    ]),
            }));
            Assert.True((await sockets.Lines.ReadAsync(limit.Token)).GetProperty("ready").GetBoolean());

            using var stop = new CancellationTokenSource();
            var collecting = CollectAsync(sockets, acknowledged, limit.Token);
            var posting = users.Take(4).Select((user, number) => PostAsync(user, group, $"rest-{number}", acknowledged, stop.Token, limit.Token)).ToArray();

            for (var round = 0; round < rounds; round++)
            {
                await UntilAsync(() => acknowledged.Count, acknowledged.Count + random.Next(20, 400), limit.Token);
                await server.KillAsync();
                await server.DisposeAsync();
                server = await StartAsync(folder, port, arguments);
            }

            await stop.CancelAsync();
            await sockets.WriteAsync("stop");
            await Task.WhenAll([collecting, .. posting]);

            output.WriteLine($"{acknowledged.Count} acknowledged");
            var inGroup = await users[3].HistoryAsync($"group/{group}");
            var direct = await users[1].HistoryAsync($"direct/{users[0].Id}");
            AssertExact(inGroup, acknowledged.Where(message => !message.Op.StartsWith("direct", StringComparison.Ordinal)));
            AssertExact(direct, acknowledged.Where(message => message.Op.StartsWith("direct", StringComparison.Ordinal)));
            foreach (var user in users)
                user.Dispose();
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static Task<ServerProcess> StartAsync(TemporaryFolder folder, int port, string[] arguments)
        => ServerProcess.StartAsync(folder.Path, port, ["--RateLimits:Enabled=false", "--Accounts:PasswordIterations=1000", .. arguments]);

    /// <summary>The history is 1…n without gap or duplicate, and what was acknowledged is where it was acknowledged to be.</summary>
    private static void AssertExact(List<Stored> history, IEnumerable<Acknowledged> acknowledged)
    {
        Assert.NotEmpty(history);
        Assert.Equal(Enumerable.Range(1, history.Count).Select(number => (long)number), history.Select(message => message.Sequence));
        Assert.Equal(history.Count, history.Select(message => message.Content).Distinct().Count());
        Assert.Equal(history.Count, history.Select(message => message.Id).Distinct().Count());
        var bySequence = history.ToDictionary(message => message.Sequence);
        foreach (var message in acknowledged)
            Assert.Equal((message.Id, $"text of {message.Op}"), (bySequence[message.Sequence].Id, bySequence[message.Sequence].Content));
    }

    private static async Task PostAsync(
        SocialClient user, string group, string prefix, ConcurrentQueue<Acknowledged> acknowledged, CancellationToken stop, CancellationToken limit)
    {
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            var operation = $"{prefix}-{number}";
            acknowledged.Enqueue(await user.SendAsync(new { content = $"text of {operation}", type = "TEXT", groupId = group }, operation, limit));
        }
    }

    private static async Task CollectAsync(NodeClient sockets, ConcurrentQueue<Acknowledged> acknowledged, CancellationToken limit)
    {
        await foreach (var line in sockets.Lines.ReadAllAsync(limit))
        {
            if (line.TryGetProperty("done", out _))
                return;
            Assert.False(line.TryGetProperty("error", out var error), error.ToString());
            acknowledged.Enqueue(new Acknowledged(line.GetProperty("op").GetString()!, line.GetProperty("id").GetString()!, line.GetProperty("sequence").GetInt64()));
        }
        Assert.Fail("The sockets ended before they were told to.");
    }

    private static async Task UntilAsync(Func<int> count, int reached, CancellationToken limit)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (count() < reached)
            await pause.WaitForNextTickAsync(limit);
    }
}
