using System.Text.Json;
using OrleansChat.WebFront.Tests.Realtime.Clients;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social.Realtime;

/// <summary>Many clients of both kinds in one group.</summary>
public sealed class SocialCrowdTests(ChatServerFixture fixture, SocketIoClients socketIo, SignalRClients signalR)
    : IClassFixture<SocketIoClients>, IClassFixture<SignalRClients>
{
    private const int Clients = 100;
    private const int MessagesEach = 3;

    [Fact]
    public async Task A_hundred_clients_that_send_at_once_all_see_the_same_order_without_gap_or_duplicate()
    {
        var server = fixture.Server;
        var users = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => server.RegisterAsync()));
        var group = await users[0].CreateGroupAsync("PRIVATE", users[1..]);
        var devices = await Task.WhenAll(users.Select((user, number) =>
            SocialDevice.ConnectAsync(number % 2 == 0 ? socketIo.Driver : signalR.Driver, server, user.AccessToken)));

        var sent = await Task.WhenAll(devices.Select(device => Task.WhenAll(Enumerable.Range(0, MessagesEach).Select(number =>
            device.DoAsync("message:send", new { content = $"{device.Client.Name} {number}", groupId = group })))));

        var orders = await Task.WhenAll(devices.Select(async (device, index) =>
        {
            var own = sent[index].ToDictionary(Sequence, Id);
            var heard = new List<(long Sequence, string Id)>();
            while (heard.Count < (Clients - 1) * MessagesEach)
            {
                var message = await device.NextAsync("message:received");
                heard.Add((Sequence(message), Id(message)));
            }

            Assert.Equal(heard.Select(message => message.Sequence).Order(), heard.Select(message => message.Sequence));
            return string.Join(' ', heard.Concat(own.Select(message => (message.Key, message.Value))).OrderBy(message => message.Item1));
        }));
        var stored = sent.SelectMany(messages => messages).OrderBy(Sequence).ToList();
        Assert.Equal(Enumerable.Range(1, Clients * MessagesEach).Select(number => (long)number), stored.Select(Sequence));
        Assert.Equal(Clients * MessagesEach, stored.Select(Id).Distinct().Count());
        Assert.Equal(string.Join(' ', stored.Select(message => (Sequence(message), Id(message)))), Assert.Single(orders.Distinct()));
        foreach (var device in devices)
        {
            Assert.Equal(0, device.Client.Count("message:received"));
            await device.Client.LeaveAsync();
        }
    }

    private static long Sequence(JsonElement message) => message.GetProperty("sequence").GetInt64();

    private static string Id(JsonElement message) => message.GetProperty("id").GetString()!;
}
