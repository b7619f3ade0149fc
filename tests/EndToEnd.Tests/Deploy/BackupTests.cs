using System.Text.Json;
using Npgsql;
using OrleansChat.Testing;

namespace OrleansChat.EndToEnd.Tests.Deploy;

/// <summary>Back up and restore, with the commands as docs/operations.md prints them.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_PostgreSQL_that_was_restored_has_what_the_backup_had_and_clients_learn_that_the_rest_is_gone()
    {
        var (postgres, reason) = await PostgresServer.StartAsync();
        Assert.True(postgres is not null || Environment.GetEnvironmentVariable("CI") != "true", reason);
        Assert.SkipWhen(postgres is null, reason);
        await using (postgres)
        {
            var commands = OperationsGuide.Commands("### PostgreSQL");
            var (before, after) = (await postgres.CreateDatabaseAsync(), await postgres.CreateDatabaseAsync());
            await RestoreAsync(
                ["--Storage:Provider=Postgres", $"--Storage:ConnectionString={before}"],
                ["--Storage:Provider=Postgres", $"--Storage:ConnectionString={after}"],
                () => OperationsGuide.RunAsync(commands[0], _folder.Path, ("DATABASE", Url(before))),
                () => OperationsGuide.RunAsync(commands[1], _folder.Path, ("DATABASE", Url(after))));
        }
    }

    [Fact]
    public async Task A_SQLite_file_that_was_restored_has_what_the_backup_had_and_clients_learn_that_the_rest_is_gone()
    {
        const string missing = "NO SQLITE3: its test did not run. Install it (apt-get install sqlite3).";
        var isInstalled = File.Exists("/usr/bin/sqlite3");
        Assert.True(isInstalled || Environment.GetEnvironmentVariable("CI") != "true", missing);
        Assert.SkipUnless(isInstalled, missing);

        var commands = OperationsGuide.Commands("### SQLite");
        await RestoreAsync([], [], () => OperationsGuide.RunAsync(commands[0], _folder.Path), () => OperationsGuide.RunAsync(commands[1], _folder.Path));
    }

    public void Dispose() => _folder.Dispose();

    private async Task RestoreAsync(string[] before, string[] after, Func<Task> backUp, Func<Task> restore)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        var port = FreePort.Next();
        string friend;
        SocialClient ann;
        JsonElement position;
        await using (var server = await StartAsync(port, before))
        {
            ann = await SocialClient.RegisterAsync(server.Url, "ann");
            using var bob = await SocialClient.RegisterAsync(server.Url, "bob");
            friend = bob.Id;
            for (var number = 1; number <= 3; number++)
                await SendAsync(number);
            await backUp();
            await SendAsync(4);
            var last = await SendAsync(5);
            position = await ResumeAsync(server, new { messageId = last.Id });
            Assert.Equal((true, 5L), (position.GetProperty("recovered").GetBoolean(), position.GetProperty("sequence").GetInt64()));
            await server.KillAsync();
        }

        await restore();
        await using (var server = await StartAsync(port, after))
        {
            Assert.Equal(["text 1", "text 2", "text 3"], (await ann.HistoryAsync($"direct/{friend}")).Select(message => message.Content));

            // Both new messages take the places of lost ones: a client that has seen those has to be told.
            await SendAsync(6);
            Assert.Equal(5, (await SendAsync(7)).Sequence);
            var resumed = await ResumeAsync(server, new
            {
                conversationId = position.GetProperty("conversationId").GetString(),
                epoch = position.GetProperty("epoch").GetInt64(),
                sequence = position.GetProperty("sequence").GetInt64(),
                change = position.GetProperty("change").GetInt64(),
            });
            Assert.False(resumed.GetProperty("recovered").GetBoolean());
            Assert.Equal(
                ["text 1", "text 2", "text 3", "text 6", "text 7"], resumed.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("content").GetString()).Order());
        }

        ann.Dispose();

        Task<Acknowledged> SendAsync(int number)
            => ann.SendAsync(new { content = $"text {number}", type = "TEXT", receiverId = friend }, $"operation-{number}", limit.Token);

        async Task<JsonElement> ResumeAsync(ServerProcess server, object conversation)
        {
            await using var client = NodeClient.Start("socketio.mjs");
            await client.WriteAsync(JsonSerializer.Serialize(new { @do = "connect", client = "a", url = server.Url.ToString(), token = ann.Token }));
            await SeeAsync(client, "connected");
            await client.WriteAsync(JsonSerializer.Serialize(new { @do = "ask", client = "a", id = 1, name = "resume", payload = new { conversations = new[] { conversation } } }));
            return (await SeeAsync(client, "answer")).GetProperty("result").GetProperty("data").GetProperty("conversations")[0];
        }

        async Task<JsonElement> SeeAsync(NodeClient client, string kind)
        {
            while (true)
            {
                var line = await client.Lines.ReadAsync(limit.Token);
                if (line.GetProperty("kind").GetString() == kind)
                    return line;
            }
        }
    }

    private Task<ServerProcess> StartAsync(int port, string[] arguments)
        => ServerProcess.StartAsync(Path.Combine(_folder.Path, "data"), port, ["--RateLimits:Enabled=false", "--Accounts:PasswordIterations=1000", .. arguments]);

    private static string Url(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        return $"postgresql://{parts.Username}:{parts.Password}@{parts.Host}:{parts.Port}/{parts.Database}";
    }
}
