using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansChat.WebFront.Realtime;
using OrleansChat.WebFront.Tests.Realtime.Clients;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social.Realtime;

/// <summary>A client that does not read costs nobody else anything, and loses nothing for good.</summary>
public sealed class SocialSlowClientTests(SocketIoClients clients) : IClassFixture<SocketIoClients>
{
    [Theory]
    [InlineData("Socket.IO")]
    [InlineData("SignalR")]
    public async Task A_slow_client_in_a_busy_group_is_cut_at_its_bound_and_resumes_without_loss(string kind)
    {
        await using var server = await ChatServer.StartAsync(new ChatServerOptions
        {
            Settings = new Dictionary<string, string> { ["Realtime:MaxQueuedBytes"] = $"{512 * 1024}" },
        });
        var (ann, bob) = await server.RegisterTwoAsync();
        var carol = await server.RegisterAsync();
        var group = await ann.CreateGroupAsync("PRIVATE", bob, carol);
        var writer = await SocialDevice.ConnectAsync(clients.Driver, server, ann.AccessToken);
        var reader = await SocialDevice.ConnectAsync(clients.Driver, server, carol.AccessToken);
        using IRawClient deaf = kind == "SignalR"
            ? await RawHubSocket.ConnectAsync(new Uri(server.Url, "/social/hub").ToString(), bob.AccessToken, receiveBuffer: 4096)
            : await RawSocketIo.ConnectAsync(server.Url, bob.AccessToken, receiveBuffer: 4096);
        var registry = server.Services.GetRequiredService<ConnectionRegistry>();
        var bobId = Guid.Parse(bob.Id);
        Assert.False(registry.Of(bobId).IsEmpty);

        var sent = 0;
        var content = new string('€', 5000);
        while (!registry.Of(bobId).IsEmpty)
        {
            Assert.InRange(++sent, 1, 3000);
            await writer.DoAsync("message:send", new { content, groupId = group });
            Assert.Equal(sent, (await reader.NextAsync("message:received")).GetProperty("sequence").GetInt64());
        }

        var back = await SocialDevice.ConnectAsync(clients.Driver, server, bob.AccessToken);
        var epoch = (await bob.GetAsync($"messages/group/{group}?limit=1")).Ok().Data[0].GetProperty("epoch").GetInt64();
        Assert.Equal(Enumerable.Range(1, sent).Select(number => (long)number), await ResumeAsync(back, group, epoch));
    }

    private static async Task<List<long>> ResumeAsync(SocialDevice device, string group, long epoch)
    {
        var missed = new List<long>();
        JsonElement resumed;
        do
        {
            var point = new { conversationId = group, epoch, sequence = missed.LastOrDefault(), change = 0 };
            resumed = (await device.DoAsync("resume", new { conversations = new[] { point } })).GetProperty("conversations")[0];
            Assert.True(resumed.GetProperty("recovered").GetBoolean());
            missed.AddRange(resumed.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("sequence").GetInt64()));
        }
        while (resumed.GetProperty("more").GetBoolean());

        return missed;
    }
}
