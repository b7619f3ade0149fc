using System.Text.Json;
using OrleansChat.Testing;

namespace OrleansChat.EndToEnd.Tests;

/// <summary>SIGTERM: clients are told, acknowledged work is finished, the process ends.</summary>
[Collection(Alone.Name)]
public sealed class DrainTests
{
    [Fact]
    public async Task A_terminated_server_tells_its_clients_keeps_what_it_acknowledged_and_ends_within_ten_seconds()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var folder = new TemporaryFolder();
        var port = FreePort.Next();
        var server = await StartAsync(folder, port);
        try
        {
            using var ann = await SocialClient.RegisterAsync(server.Url, "ann");
            using var bob = await SocialClient.RegisterAsync(server.Url, "bob");
            await using var sockets = NodeClient.Start("sender.mjs");
            await sockets.WriteAsync(JsonSerializer.Serialize(new
            {
                url = server.Url,
                window = 8,
                senders = new[] { new { token = ann.Token, receiverId = bob.Id, prefix = "ann" }, new { token = bob.Token, receiverId = ann.Id, prefix = "bob" } },
            }));
            Assert.True((await sockets.Lines.ReadAsync(limit.Token)).GetProperty("ready").GetBoolean());
            var acknowledged = new List<JsonElement>();
            while (acknowledged.Count < 200)
                acknowledged.Add(await sockets.Lines.ReadAsync(limit.Token));

            using var cat = await SocialClient.RegisterAsync(server.Url, "cat");
            await using var socketIo = await ConnectAsync("socketio.mjs", server.Url.ToString(), cat.Token, limit.Token);
            await using var signalR = await ConnectAsync("signalr.mjs", new Uri(server.Url, "/social/hub").ToString(), cat.Token, limit.Token);

            var (exitCode, took) = await server.TerminateAsync();
            Assert.Equal(0, exitCode);
            Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(10));
            await AssertToldAsync(socketIo, signalR, limit.Token);

            await server.DisposeAsync();
            server = await StartAsync(folder, port);
            await sockets.WriteAsync("stop");
            while (true)
            {
                var line = await sockets.Lines.ReadAsync(limit.Token);
                if (line.TryGetProperty("done", out _))
                    break;
                acknowledged.Add(line);
            }

            var history = await ann.HistoryAsync($"direct/{bob.Id}");
            Assert.Equal(acknowledged.Count, history.Count);
            Assert.Equal(
                acknowledged.Select(line => line.GetProperty("id").GetString()).Order(),
                history.Select(message => message.Id).Order());
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    /// <summary>A client that connects again by itself when it may.</summary>
    private static async Task<NodeClient> ConnectAsync(string script, string url, string token, CancellationToken cancellationToken)
    {
        var client = NodeClient.Start(script);
        await client.WriteAsync(JsonSerializer.Serialize(new { @do = "connect", client = "a", url, token, events = Array.Empty<string>(), reconnect = true }));
        Assert.Equal("connected", (await client.Lines.ReadAsync(cancellationToken)).GetProperty("kind").GetString());
        return client;
    }

    /// <summary>Both were told by the server that it goes: whose server just vanishes sees 1006, or no message.</summary>
    private static async Task AssertToldAsync(NodeClient socketIo, NodeClient signalR, CancellationToken cancellationToken)
    {
        var disconnect = await socketIo.Lines.ReadAsync(cancellationToken);
        Assert.Equal(("closed", 1001), (disconnect.GetProperty("kind").GetString(), disconnect.GetProperty("code").GetInt32()));
        var close = await signalR.Lines.ReadAsync(cancellationToken);
        Assert.Equal("reconnecting", close.GetProperty("kind").GetString());
        Assert.EndsWith("The server is going away. Connect again.", close.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static Task<ServerProcess> StartAsync(TemporaryFolder folder, int port)
        => ServerProcess.StartAsync(folder.Path, port, "--RateLimits:Enabled=false", "--Accounts:PasswordIterations=1000");
}
