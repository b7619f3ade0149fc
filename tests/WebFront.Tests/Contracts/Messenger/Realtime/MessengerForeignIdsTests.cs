using OrleansChat.WebFront.Contracts.Messenger;
using OrleansChat.WebFront.Tests.Realtime.Clients;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger.Realtime;

/// <summary>What belongs to others is out of reach of every frame, and looks like what does not exist.</summary>
public sealed class MessengerForeignIdsTests(ChatServerFixture fixture, SignalRClients clients) : IClassFixture<SignalRClients>
{
    private readonly ChatServer _server = fixture.Server;

    [Fact]
    public async Task A_stranger_reaches_nothing_by_any_frame()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var eve = await _server.RegisterAsync();
        var written = await ann.WriteToAsync(bob);
        var (conversation, message) = (Spelled("conv_", (string)written["conversationId"]!), Spelled("msg_", (string)written["id"]!));
        var group = Spelled("conv_", await ann.CreateGroupAsync("PUBLIC", bob));
        var own = Spelled("conv_", (string)(await eve.WriteToAsync(bob))["conversationId"]!);
        var phone = await MessengerDevice.ConnectAsync(clients.Driver, _server, bob.AccessToken);
        var device = await MessengerDevice.ConnectAsync(clients.Driver, _server, eve.AccessToken);
        var (nowhere, nothing) = (Spelled("conv_", $"{Guid.NewGuid()}"), Spelled("msg_", $"{Guid.NewGuid()}"));

        foreach (var id in new[] { nowhere, conversation, group, "conv_1", message, "" })
            Assert.Equal(id.Length == 0 ? "VALIDATION_ERROR" : "NOT_FOUND", (await device.RefusedAsync("typing", new { conversation_id = id, is_typing = true })).Code);

        var unknown = await device.RefusedAsync("message_delivered", new { conversation_id = nowhere, message_id = nothing });
        Assert.Equal("NOT_FOUND", unknown.Code);
        foreach (var (place, id) in new[] { (conversation, message), (own, message), (nowhere, message), (conversation, nothing) })
            Assert.Equal(unknown, await device.RefusedAsync("message_delivered", new { conversation_id = place, message_id = id }));

        var resumed = await device.AskAsync("resume", new
        {
            conversations = new[] { nowhere, conversation, group }.Select(id => new { conversation_id = id, epoch = 1, sequence = 0, change = 0 }),
        }, "resumed");
        Assert.All(resumed.GetProperty("conversations").EnumerateArray(), entry =>
            Assert.Equal((false, "NOT_FOUND"), (entry.GetProperty("recovered").GetBoolean(), entry.GetProperty("code").GetString())));

        // Bob has heard nothing of all that: this message is the first thing after it.
        var last = await ann.MessageToAsync(bob);
        Assert.Equal(Spelled("msg_", last), (await phone.NextAsync("message_received")).GetProperty("message").GetProperty("message_id").GetString());
        Assert.Equal(0, phone.Client.Count("typing") + phone.Client.Count("message_delivered"));
    }

    private static string Spelled(string prefix, string id) => MessengerId.Of(prefix, Guid.Parse(id));
}
