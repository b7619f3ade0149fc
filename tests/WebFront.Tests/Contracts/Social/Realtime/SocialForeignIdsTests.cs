using System.Text.Json;
using OrleansChat.WebFront.Tests.Realtime.Clients;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social.Realtime;

/// <summary>What belongs to others is out of reach, and what may not be known looks like what does not exist.</summary>
public sealed class SocialForeignIdsTests(ChatServerFixture fixture, SocketIoClients clients) : IClassFixture<SocketIoClients>
{
    private readonly ChatServer _server = fixture.Server;

    [Fact]
    public async Task A_stranger_reaches_nothing_by_any_command()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var eve = await _server.RegisterAsync();
        var message = await ann.MessageToAsync(bob);
        var conversation = JsonElement.Parse((await ann.GetAsync($"messages/{message}")).Text).GetProperty("data").GetProperty("conversationId").GetString()!;
        var secret = await ann.CreateGroupAsync("SECRET", bob);
        var secretMessage = await ann.MessageToGroupAsync(secret);
        var closed = await ann.CreateGroupAsync("PRIVATE", bob);
        var call = await ann.CallAsync(bob);
        var phone = await SocialDevice.ConnectAsync(clients.Driver, _server, bob.AccessToken);
        var device = await SocialDevice.ConnectAsync(clients.Driver, _server, eve.AccessToken);
        var nobody = Guid.NewGuid().ToString();

        foreach (var (command, payload) in new (string, Func<string, object>)[]
        {
            ("message:edit", id => new { messageId = id, content = "x" }),
            ("message:delete", id => new { messageId = id }),
        })
        {
            var unknown = await device.RefusedAsync(command, payload(nobody));
            Assert.Equal("NOT_FOUND", unknown.Code);
            foreach (var id in new[] { message, secretMessage, "no uuid" })
                Assert.Equal(unknown, await device.RefusedAsync(command, payload(id)));
        }

        foreach (var (command, payload) in new (string, Func<string, object>)[]
        {
            ("message:send", id => new { content = "x", groupId = id }),
            ("typing:start", id => new { groupId = id }),
            ("typing:stop", id => new { groupId = id }),
            ("call:initiate", id => new { type = "VIDEO", participantIds = Array.Empty<string>(), groupId = id }),
        })
        {
            var unknown = await device.RefusedAsync(command, payload(nobody));
            Assert.Equal("NOT_FOUND", unknown.Code);
            foreach (var id in new[] { secret, conversation, "no uuid" })
                Assert.Equal(unknown, await device.RefusedAsync(command, payload(id)));
            Assert.Equal("FORBIDDEN", (await device.RefusedAsync(command, payload(closed))).Code);
        }

        foreach (var command in new[] { "call:answer", "call:reject", "call:end", "call:participant:leave" })
        {
            var unknown = await device.RefusedAsync(command, new { callId = nobody });
            Assert.Equal("NOT_FOUND", unknown.Code);
            Assert.Equal(unknown, await device.RefusedAsync(command, new { callId = call }));
        }

        var unknownParent = await device.RefusedAsync("message:send", new { content = "x", receiverId = bob.Id, parentId = nobody });
        foreach (var parentId in new[] { message, secretMessage })
            Assert.Equal(unknownParent, await device.RefusedAsync("message:send", new { content = "x", receiverId = bob.Id, parentId }));
        Assert.Equal("NOT_FOUND", (await device.RefusedAsync("message:send", new { content = "x", receiverId = nobody })).Code);
        Assert.Equal("NOT_FOUND", (await device.RefusedAsync("call:initiate", new { type = "AUDIO", participantIds = new[] { nobody } })).Code);
        await AssertNothingToResumeAsync(device, nobody, [conversation, secret, closed], [message, secretMessage]);

        // Bob has heard nothing of all that: this message is the first thing after it.
        var last = await ann.MessageToAsync(bob);
        Assert.Equal(last, (await phone.NextAsync("message:received")).GetProperty("id").GetString());
        Assert.Equal(0, phone.Client.Count("typing:start") + phone.Client.Count("call:ringing") + phone.Client.Count("call:end"));
    }

    private static async Task AssertNothingToResumeAsync(SocialDevice device, string nobody, string[] conversations, string[] messages)
    {
        var answer = await device.DoAsync("resume", new
        {
            conversations = conversations.Prepend(nobody).Select(id => (object)new { conversationId = id, epoch = 1, sequence = 0, change = 0 })
                .Concat(messages.Prepend(nobody).Select(id => (object)new { messageId = id })),
        });
        foreach (var conversation in answer.GetProperty("conversations").EnumerateArray())
        {
            var isMessage = conversation.TryGetProperty("messageId", out _);
            Assert.Equal(
                [isMessage ? "messageId" : "conversationId", "recovered", "message", "code"],
                conversation.EnumerateObject().Select(property => property.Name));
            Assert.False(conversation.GetProperty("recovered").GetBoolean());
            Assert.Equal(
                (isMessage ? "Message not found" : "Conversation not found", "NOT_FOUND"),
                (conversation.GetProperty("message").GetString(), conversation.GetProperty("code").GetString()));
        }
    }
}
