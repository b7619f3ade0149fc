using System.Text;
using System.Text.Json;
using OrleansChat.WebFront.Contracts.Messenger;
using OrleansChat.WebFront.Tests.Realtime.Clients;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger.Realtime;

/// <summary>What Messenger says of messages, between two users whose messages come from another contract.</summary>
public abstract class MessengerEventsTests(ChatServer server, RealtimeDriver driver) : IAsyncLifetime
{
    private TestUser _ann = null!;
    private TestUser _bob = null!;
    private MessengerDevice _annPhone = null!;
    private MessengerDevice _bobPhone = null!;

    public async ValueTask InitializeAsync()
    {
        (_ann, _bob) = await server.RegisterTwoAsync();
        _annPhone = await MessengerDevice.ConnectAsync(driver, server, _ann.AccessToken);
        _bobPhone = await MessengerDevice.ConnectAsync(driver, server, _bob.AccessToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _annPhone.LeaveAsync();
        await _bobPhone.LeaveAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Who_authenticates_is_told_who_they_are()
    {
        var frame = await _annPhone.AskAsync("auth", new { token = _ann.AccessToken }, "auth_success");

        frame.Matches("frame-auth-success");
        Assert.Equal(User(_ann), Text(frame, "user_id"));
    }

    [Fact]
    public async Task A_message_reaches_the_devices_of_both()
    {
        var message = await _ann.WriteToAsync(_bob, "Hellö!");

        foreach (var device in new[] { _annPhone, _bobPhone })
        {
            var frame = await device.NextAsync("message_received");
            frame.Matches(
                "frame-message-received",
                "conversation_id", "message_type", "metadata", "reply_to_message_id", "reactions", "delivery_status", "is_edited", "is_deleted", "updated_at", "epoch", "sequence");
            var received = frame.GetProperty("message");
            Assert.Equal(Conversation((string)message["conversationId"]!), Text(frame, "conversation_id"));
            Assert.Equal(Message((string)message["id"]!), Text(received, "message_id"));
            Assert.Equal(User(_ann), Text(received, "sender_id"));
            Assert.Equal("Hellö!", Encoding.UTF8.GetString(Convert.FromBase64String(Text(received, "content_encrypted"))));
            Assert.Equal("text", Text(received, "message_type"));
            Assert.Equal("""{"encryption":"none"}""", received.GetProperty("metadata").GetRawText());
            Assert.Equal(1, received.GetProperty("sequence").GetInt64());
        }
    }

    [Fact]
    public async Task What_was_handed_to_a_device_is_delivered()
    {
        await _ann.MessageToAsync(_bob);
        var last = await _ann.MessageToAsync(_bob);

        JsonElement delivered;
        do
        {
            delivered = await _annPhone.NextAsync("message_delivered");
            Assert.Equal(User(_bob), Text(delivered, "delivered_to"));
        }
        while (Text(delivered, "message_id") != Message(last));

        var read = (await _ann.GetAsync($"messages/{last}")).Ok();
        Assert.Equal("DELIVERED", read.Json.GetProperty("data").GetProperty("status").GetString());
    }

    [Fact]
    public async Task Changes_and_receipts_are_told()
    {
        var message = await _ann.MessageToAsync(_bob);
        await _bobPhone.NextAsync("message_received");

        (await _bob.PostAsync($"messages/{message}/react", new { emoji = "❤️" })).Ok();
        var reacted = await _annPhone.NextAsync("reaction_changed");
        Assert.Equal(["type", "conversation_id", "message_id", "user_id", "emoji", "action", "reactions"], Names(reacted));
        Assert.Equal((Message(message), User(_bob), "❤️", "added"), (Text(reacted, "message_id"), Text(reacted, "user_id"), Text(reacted, "emoji"), Text(reacted, "action")));
        Assert.Equal(User(_bob), Assert.Single(reacted.GetProperty("reactions").GetProperty("❤️").EnumerateArray()).GetString());

        (await _bob.DeleteAsync($"messages/{message}/react", new { emoji = "❤️" })).Ok();
        var takenBack = await _annPhone.NextAsync("reaction_changed");
        Assert.Equal(("removed", "{}"), (Text(takenBack, "action"), takenBack.GetProperty("reactions").GetRawText()));

        (await _bob.PostAsync($"messages/{message}/seen")).Ok();
        var read = await _annPhone.NextAsync("message_read");
        read.Matches("frame-message-read");
        Assert.Equal((Message(message), User(_bob)), (Text(read, "message_id"), Text(read, "read_by")));

        (await _ann.DeleteAsync($"messages/{message}")).Ok();
        var deleted = await _bobPhone.NextAsync("message_deleted");
        Assert.Equal(["type", "conversation_id", "message_id", "deleted_for"], Names(deleted));
        Assert.Equal((Message(message), "everyone"), (Text(deleted, "message_id"), Text(deleted, "deleted_for")));
    }

    [Fact]
    public async Task A_device_says_that_it_has_a_message()
    {
        var message = await _ann.MessageToAsync(_bob);
        var received = await _bobPhone.NextAsync("message_received");

        await _bobPhone.TellAsync("message_delivered", new { conversation_id = Text(received, "conversation_id"), message_id = Message(message) });

        var delivered = await _annPhone.NextAsync("message_delivered");
        Assert.Equal(["type", "conversation_id", "message_id", "delivered_to", "delivered_at"], Names(delivered));
        Assert.Equal((Message(message), User(_bob)), (Text(delivered, "message_id"), Text(delivered, "delivered_to")));
    }

    [Fact]
    public async Task Who_types_is_told_to_the_other()
    {
        await _ann.MessageToAsync(_bob);
        var conversation = Text(await _annPhone.NextAsync("message_received"), "conversation_id");

        foreach (var typing in new[] { true, false })
        {
            await _annPhone.TellAsync("typing", new { conversation_id = conversation, is_typing = typing });
            var frame = await _bobPhone.NextAsync("typing");
            Assert.Equal(["type", "conversation_id", "user_id", "is_typing"], Names(frame));
            Assert.Equal((conversation, User(_ann), typing), (Text(frame, "conversation_id"), Text(frame, "user_id"), frame.GetProperty("is_typing").GetBoolean()));
        }
    }

    [Fact]
    public async Task What_was_missed_is_resumed()
    {
        var first = await _ann.WriteToAsync(_bob, "one");
        await _ann.WriteToAsync(_bob, "two");

        var answer = await _bobPhone.AskAsync(
            "resume",
            new { conversations = new object[] { new { message_id = Message((string)first["id"]!) }, new { conversation_id = "conv_unknown" } } },
            "resumed");

        var (found, unknown) = (answer.GetProperty("conversations")[0], answer.GetProperty("conversations")[1]);
        Assert.Equal(["message_id", "conversation_id", "recovered", "messages", "changed", "epoch", "sequence", "change", "more"], Names(found));
        Assert.True(found.GetProperty("recovered").GetBoolean());
        Assert.Equal("two", Encoding.UTF8.GetString(Convert.FromBase64String(Text(found.GetProperty("messages")[0], "content_encrypted"))));
        Assert.Equal("""{"conversation_id":"conv_unknown","recovered":false,"code":"NOT_FOUND","message":"Conversation not found"}""", unknown.GetRawText());
    }

    [Fact]
    public async Task What_is_refused_is_told_in_the_words_of_REST()
    {
        var stranger = await server.RegisterAsync();
        await stranger.MessageToAsync(_ann);
        var conversation = Text(await _annPhone.NextAsync("message_received"), "conversation_id");
        var invalid = ("VALIDATION_ERROR", "Invalid input parameters");
        var missing = ("NOT_FOUND", "Conversation not found");

        Assert.Equal(invalid, await _bobPhone.RefusedAsync("typing", new { conversation_id = conversation }));
        Assert.Equal(invalid, await _bobPhone.RefusedAsync("typing", new { is_typing = true }));
        Assert.Equal(missing, await _bobPhone.RefusedAsync("typing", new { conversation_id = "conv_1", is_typing = true }));
        Assert.Equal(missing, await _bobPhone.RefusedAsync("typing", new { conversation_id = conversation, is_typing = true }));
        Assert.Equal(("NOT_FOUND", "Message not found"), await _bobPhone.RefusedAsync("message_delivered", new { conversation_id = conversation, message_id = "msg_1" }));
        Assert.Equal(invalid, await _bobPhone.RefusedAsync("resume", new { conversations = Array.Empty<object>() }));
        Assert.Equal(invalid, await _bobPhone.RefusedAsync("message_send", new { conversation_id = conversation }));
    }

    private static string User(TestUser user) => MessengerId.OfUser(Guid.Parse(user.Id));

    private static string Message(string id) => MessengerId.OfMessage(Guid.Parse(id));

    private static string Conversation(string id) => MessengerId.OfConversation(Guid.Parse(id));

    private static string Text(JsonElement element, string property) => element.GetProperty(property).GetString()!;

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(property => property.Name);
}

/// <summary>The same over a WebSocket.</summary>
public sealed class MessengerEventsOverWebSocketTests(ChatServerFixture fixture, WebSocketClients clients)
    : MessengerEventsTests(fixture.Server, clients.Driver), IClassFixture<WebSocketClients>;

/// <summary>The same over SignalR.</summary>
public sealed class MessengerEventsOverSignalRTests(ChatServerFixture fixture, SignalRClients clients)
    : MessengerEventsTests(fixture.Server, clients.Driver), IClassFixture<SignalRClients>;
