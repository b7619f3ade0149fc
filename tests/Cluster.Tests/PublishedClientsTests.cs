using System.Text.Json;
using OrleansChat.Cluster.Tests.Clients;
using OrleansChat.Cluster.Tests.Nodes;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Testing;
using OrleansChat.Testing.History;

namespace OrleansChat.Cluster.Tests;

/// <summary>The clients that people use, unmodified, while a silo dies.</summary>
[Collection(ClusterCollection.Name)]
public sealed class PublishedClientsTests(SharedCluster shared, ITestOutputHelper output)
{
    private const int Users = 8;
    private const int Messages = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Senders_and_listeners_of_npm_ride_through_a_killed_silo_without_loss()
    {
        var cluster = await shared.RequireAsync();
        using var limit = new CancellationTokenSource(Patience);
        var prefix = $"n{Guid.NewGuid():N}"[..10];
        var users = await Task.WhenAll(Enumerable.Range(0, Users).Select(number => Account.RegisterAsync(cluster.FrontUrls[number % 2], $"{prefix}_{number}")));
        var group = await users[0].CreateGroupAsync(cluster.FrontUrls[0], users[1..]);
        await using var socketIo = await ListenAsync("socketio.mjs", cluster.FrontUrls[1], users[6].Token, limit.Token);
        await using var signalR = await ListenAsync("signalr.mjs", new Uri(cluster.FrontUrls[1], "/social/hub"), users[7].Token, limit.Token);
        await using var sender = NodeClient.Start("sender.mjs");
        await sender.WriteAsync(JsonSerializer.Serialize(new
        {
            url = cluster.FrontUrls[0],
            window = 2,
            senders = users[..6].Select((user, number) => new
            {
                token = user.Token,
                groupId = number < 3 ? group : default(Guid?),
                receiverId = number < 3 ? default(Guid?) : users[6].Id,
                prefix = $"{prefix}-{number}",
            }),
        }));
        Assert.True((await sender.Lines.ReadAsync(limit.Token)).GetProperty("ready").GetBoolean());

        var history = new RecordedHistory();
        var conversations = users[3..6].Select(user => ConversationId.Direct(user.Id, users[6].Id)).Prepend(group).ToArray();
        var acknowledged = await ReadAsync(Messages);
        await cluster.Silos[0].KillAsync();
        acknowledged += await ReadAsync(Messages);
        await cluster.Silos[0].StartAsync();
        acknowledged += await ReadAsync(Messages);
        await sender.WriteAsync("stop");
        acknowledged += await ReadAsync(int.MaxValue);

        await cluster.Store.RecordStoredAsync(history, conversations);
        history.Verify();
        output.WriteLine($"{acknowledged} messages acknowledged; heard live: {AssertOrdered(socketIo)} by socket.io-client, {AssertOrdered(signalR)} by @microsoft/signalr");

        async Task<int> ReadAsync(int count)
        {
            for (var read = 0; read < count; read++)
            {
                var line = await sender.Lines.ReadAsync(limit.Token);
                if (line.TryGetProperty("done", out _))
                    return read;
                Assert.False(line.TryGetProperty("error", out var error), $"{error}");
                var operation = line.GetProperty("op").GetString()!;
                var number = int.Parse(operation.Split('-')[1]);
                var conversation = number < 3 ? group : conversations[number - 2];
                history.Acknowledged(
                    new SendKey(conversation, users[number].Id, operation),
                    new SeenMessage(conversation, line.GetProperty("sequence").GetInt64(), line.GetProperty("id").GetGuid()));
            }

            return count;
        }
    }

    private static async Task<NodeClient> ListenAsync(string script, Uri url, string token, CancellationToken cancellationToken)
    {
        var client = NodeClient.Start(script);
        await client.WriteAsync(JsonSerializer.Serialize(new { @do = "connect", client = "a", url, token, events = new[] { "message:received" }, reconnect = true }));
        Assert.Equal("connected", (await client.Lines.ReadAsync(cancellationToken)).GetProperty("kind").GetString());
        return client;
    }

    /// <summary>What was heard live came in order, each message once; answers how many there were.</summary>
    private static int AssertOrdered(NodeClient listener)
    {
        var last = new Dictionary<string, long>();
        var heard = 0;
        while (listener.Lines.TryRead(out var line))
        {
            if (line.GetProperty("kind").GetString() != "event" || line.GetProperty("name").GetString() != "message:received")
                continue;
            heard++;
            var message = line.GetProperty("payload");
            var (conversation, sequence) = (message.GetProperty("conversationId").GetString()!, message.GetProperty("sequence").GetInt64());
            Assert.InRange(sequence, last.GetValueOrDefault(conversation) + 1, long.MaxValue);
            last[conversation] = sequence;
        }

        Assert.NotEqual(0, heard);
        return heard;
    }
}
