using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansChat.WebFront.Contracts.Messenger;
using OrleansChat.WebFront.Realtime;
using OrleansChat.WebFront.Tests.Realtime.Clients;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger.Realtime;

/// <summary>A client that does not read costs nobody else anything, and loses nothing for good.</summary>
public sealed class MessengerSlowClientTests(WebSocketClients clients) : IClassFixture<WebSocketClients>
{
    [Fact]
    public async Task A_slow_client_in_a_busy_group_is_cut_at_its_bound_and_resumes_without_loss()
    {
        await using var server = await ChatServer.StartAsync(new ChatServerOptions
        {
            Settings = new Dictionary<string, string> { ["Realtime:MaxQueuedBytes"] = $"{512 * 1024}" },
        });
        var (ann, bob) = await server.RegisterTwoAsync();
        var carol = await server.RegisterAsync();
        var group = await ann.CreateGroupAsync("PRIVATE", bob, carol);
        var reader = await MessengerDevice.ConnectAsync(clients.Driver, server, carol.AccessToken);
        var port = new UriBuilder(server.Urls[MessengerContract.Slug]) { Query = $"token={bob.AccessToken}" }.Uri;
        using var deaf = await RawSocket.ConnectAsync(port, receiveBuffer: 4096);
        var registry = server.Services.GetRequiredService<ConnectionRegistry>();
        var bobId = Guid.Parse(bob.Id);
        Assert.StartsWith("{\"type\":\"auth_success\",", await deaf.ReadAsync(), StringComparison.Ordinal);

        var sent = 0;
        var content = new string('€', 5000);
        while (!registry.Of(bobId).IsEmpty)
        {
            Assert.InRange(++sent, 1, 3000);
            await ann.MessageToGroupAsync(group, content);
            var received = (await reader.NextAsync("message_received")).GetProperty("message");
            Assert.Equal(sent, received.GetProperty("sequence").GetInt64());
        }

        // What was on its way is in order and without a gap; the rest is resumed.
        var seen = new List<long>();
        while (await deaf.ReadAsync() is { } frame)
        {
            // Between the messages it is told who has them.
            if (JsonSerializer.Deserialize<JsonElement>(frame) is var heard && heard.GetProperty("type").GetString() == "message_received")
                seen.Add(heard.GetProperty("message").GetProperty("sequence").GetInt64());
        }

        var epoch = (await bob.GetAsync($"messages/group/{group}?limit=1")).Ok().Data[0].GetProperty("epoch").GetInt64();
        var back = await MessengerDevice.ConnectAsync(clients.Driver, server, bob.AccessToken);
        seen.AddRange(await ResumeAsync(back, MessengerId.OfConversation(Guid.Parse(group)), epoch, seen.LastOrDefault()));
        Assert.Equal(Enumerable.Range(1, sent).Select(number => (long)number), seen);
    }

    private static async Task<List<long>> ResumeAsync(MessengerDevice device, string conversation, long epoch, long sequence)
    {
        var missed = new List<long>();
        JsonElement resumed;
        do
        {
            var point = new { conversation_id = conversation, epoch, sequence, change = 0 };
            resumed = (await device.AskAsync("resume", new { conversations = new[] { point } }, "resumed")).GetProperty("conversations")[0];
            Assert.True(resumed.GetProperty("recovered").GetBoolean());
            missed.AddRange(resumed.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("sequence").GetInt64()));
            sequence = resumed.GetProperty("sequence").GetInt64();
        }
        while (resumed.GetProperty("more").GetBoolean());

        return missed;
    }
}
