using System.Text.Json;
using OrleansChat.WebFront.Tests.Realtime.Clients;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social.Realtime;

/// <summary>Every event of the document, between two users with two devices each.</summary>
public abstract class SocialEventsTests(ChatServer server, RealtimeDriver driver) : IAsyncLifetime
{
    private static readonly string[] MessageFields =
        ["groupId", "conversationId", "epoch", "sequence", "parentId", "metadata", "updatedAt", "reactions", "senderDeleted", "deletedAt"];

    private TestUser _ann = null!;
    private TestUser _bob = null!;
    private SocialDevice _annPhone = null!;
    private SocialDevice _annLaptop = null!;
    private SocialDevice _bobPhone = null!;
    private SocialDevice _bobLaptop = null!;

    public async ValueTask InitializeAsync()
    {
        (_ann, _bob) = await server.RegisterTwoAsync();
        _annPhone = await ConnectAsync(_ann);
        _annLaptop = await ConnectAsync(_ann);
        _bobPhone = await ConnectAsync(_bob);
        _bobLaptop = await ConnectAsync(_bob);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var device in new[] { _annPhone, _annLaptop, _bobPhone, _bobLaptop })
            await device.Client.LeaveAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_direct_message_reaches_both_users_devices_and_is_confirmed_to_the_sending_one()
    {
        var answer = await _annPhone.DoAsync("message:send", new
        {
            content = "Hello!",
            type = "TEXT",
            receiverId = _bob.Id,
            groupId = (string?)null,
            parentId = (string?)null,
            metadata = new { },
        });
        answer.Matches("event-message-sent", MessageFields);

        var sent = await _annPhone.NextAsync("message:sent");
        sent.Matches("event-message-sent", MessageFields);
        Assert.Equal(answer.GetRawText(), sent.GetRawText());
        foreach (var device in new[] { _annLaptop, _bobPhone, _bobLaptop })
        {
            var received = await device.NextAsync("message:received");
            received.Matches("event-message-received", MessageFields);
            Assert.Equal((Text(sent, "id"), _ann.Id, _bob.Id), (Text(received, "id"), Text(received, "senderId"), Text(received, "receiverId")));
            Assert.Equal("Hello!", Text(received, "content"));
        }

        await AssertNothingElseAsync(_annPhone, "message:received");
    }

    [Fact]
    public async Task A_group_message_reaches_every_device_but_the_sending_one()
    {
        var group = await _ann.CreateGroupAsync("PRIVATE", _bob);
        var answer = await _annPhone.DoAsync("message:send", new { content = "Hi, group", type = "TEXT", groupId = group });
        Assert.Equal("SENT", Text(answer, "status"));
        foreach (var device in new[] { _annLaptop, _bobPhone, _bobLaptop })
        {
            var received = await device.NextAsync("message:received");
            Assert.Equal((Text(answer, "id"), group, "DELIVERED"), (Text(received, "id"), Text(received, "groupId"), Text(received, "status")));
            Assert.Equal(JsonValueKind.Null, received.GetProperty("receiverId").ValueKind);
        }

        await AssertNothingElseAsync(_annPhone, "message:received");
        Assert.Equal(0, _annPhone.Client.Count("message:sent"));
    }

    [Fact]
    public async Task A_message_over_REST_is_heard_like_any_other()
    {
        var id = await _ann.MessageToAsync(_bob, "Hello!");
        foreach (var device in new[] { _annPhone, _annLaptop, _bobPhone, _bobLaptop })
        {
            var received = await device.NextAsync("message:received");
            received.Matches("event-message-received", MessageFields);
            Assert.Equal(id, Text(received, "id"));
        }
    }

    [Fact]
    public async Task A_repeated_send_is_stored_and_heard_once()
    {
        var send = new { content = "Once", receiverId = _bob.Id, clientMessageId = "op-1" };
        var first = await _annPhone.DoAsync("message:send", send);
        var again = await _annLaptop.DoAsync("message:send", send);
        Assert.Equal(Text(first, "id"), Text(again, "id"));
        Assert.Equal("CONFLICT", (await _annPhone.RefusedAsync("message:send", new { content = "Other", receiverId = _bob.Id, clientMessageId = "op-1" })).Code);
        Assert.Equal(Text(first, "id"), Text(await _bobPhone.NextAsync("message:received"), "id"));
        await AssertNothingElseAsync(_bobPhone, "message:received");
    }

    [Fact]
    public async Task An_edited_message_reaches_every_device()
    {
        var id = await _ann.MessageToAsync(_bob);
        var answer = await _annPhone.DoAsync("message:edit", new { messageId = id, content = "Updated content" });
        Assert.Equal("Updated content", Text(answer, "content"));
        foreach (var device in new[] { _annLaptop, _bobPhone, _bobLaptop })
        {
            var edited = await device.NextAsync("message:edit");
            Assert.Equal((id, "Updated content", _ann.Id), (Text(edited, "id"), Text(edited, "content"), Text(edited, "senderId")));
        }
    }

    [Fact]
    public async Task A_deleted_message_is_taken_back_from_every_device()
    {
        var id = await _ann.MessageToAsync(_bob);
        (await _annPhone.DoAsync("message:delete", new { messageId = id })).Matches("event-message-delete");
        foreach (var device in new[] { _annLaptop, _bobPhone, _bobLaptop })
        {
            var deleted = await device.NextAsync("message:delete");
            deleted.Matches("event-message-delete");
            Assert.Equal(id, Text(deleted, "messageId"));
        }
    }

    [Fact]
    public async Task Typing_in_a_group_shows_on_the_other_members_devices()
    {
        var group = await _ann.CreateGroupAsync("PRIVATE", _bob);
        foreach (var typing in new[] { "typing:start", "typing:stop" })
        {
            Assert.Equal(JsonValueKind.Null, (await _annPhone.DoAsync(typing, new { groupId = group })).ValueKind);
            foreach (var device in new[] { _bobPhone, _bobLaptop })
            {
                var shown = await device.NextAsync(typing);
                shown.Matches("event-typing-start", "receiverId");
                Assert.Equal((_ann.Id, group), (Text(shown, "userId"), Text(shown, "groupId")));
            }
        }

        await AssertNothingElseAsync(_annPhone, "typing:start");
    }

    [Fact]
    public async Task Typing_with_a_group_and_a_receiver_as_in_the_documents_example_is_typing_in_the_group()
    {
        var group = await _ann.CreateGroupAsync("PRIVATE", _bob);
        foreach (var typing in new[] { "typing:start", "typing:stop" })
        {
            await _annPhone.Client.TellAsync(typing, new { groupId = group, receiverId = _bob.Id });
            var shown = await _bobPhone.NextAsync(typing);
            Assert.Equal((_ann.Id, group), (Text(shown, "userId"), Text(shown, "groupId")));
            Assert.Equal(JsonValueKind.Null, shown.GetProperty("receiverId").ValueKind);
        }

        Assert.Equal("VALIDATION_ERROR", (await _annPhone.RefusedAsync("typing:start", new { groupId = (string?)null })).Code);
    }

    [Fact]
    public async Task Typing_to_a_user_shows_on_their_devices()
    {
        await _ann.MessageToAsync(_bob);
        foreach (var typing in new[] { "typing:start", "typing:stop" })
        {
            await _annPhone.DoAsync(typing, new { receiverId = _bob.Id });
            foreach (var device in new[] { _bobPhone, _bobLaptop })
            {
                var shown = await device.NextAsync(typing);
                Assert.Equal((_ann.Id, _bob.Id), (Text(shown, "userId"), Text(shown, "receiverId")));
                Assert.Equal(JsonValueKind.Null, shown.GetProperty("groupId").ValueKind);
            }
        }
    }

    [Fact]
    public async Task A_call_rings_and_its_initiator_gets_the_room()
    {
        var answer = await _annPhone.DoAsync("call:initiate", new { type = "VIDEO", participantIds = new[] { _bob.Id }, groupId = (string?)null });
        AssertRoom(answer, "RINGING", _ann, moderates: true);
        foreach (var device in new[] { _annPhone, _annLaptop })
            AssertRoom(await device.NextAsync("call:initiate"), "RINGING", _ann, moderates: true);
        foreach (var device in new[] { _bobPhone, _bobLaptop })
        {
            var ringing = await device.NextAsync("call:ringing");
            ringing.Matches("event-call-ringing");
            Assert.Equal((CallId(answer), _ann.Id), (CallId(ringing), Text(ringing, "initiatorId")));
        }
    }

    [Fact]
    public async Task Who_answers_gets_the_room_and_the_others_hear_who_joined()
    {
        var call = await RingAsync();
        AssertRoom(await _bobPhone.DoAsync("call:answer", new { callId = call }), "ONGOING", _bob, moderates: false);
        foreach (var device in new[] { _bobPhone, _bobLaptop })
            AssertRoom(await device.NextAsync("call:answer"), "ONGOING", _bob, moderates: false);
        foreach (var device in new[] { _annPhone, _annLaptop })
        {
            var joined = await device.NextAsync("call:participant:join");
            joined.Matches("event-call-participant-join");
            Assert.Equal((call, _bob.Id), (Text(joined, "callId"), Text(joined, "userId")));
        }
    }

    [Fact]
    public async Task The_initiator_hears_who_rejected()
    {
        var call = await RingAsync();
        Assert.Equal("REJECTED", Text(await _bobPhone.DoAsync("call:reject", new { callId = call }), "status"));
        foreach (var device in new[] { _annPhone, _annLaptop, _bobLaptop })
        {
            var rejected = await device.NextAsync("call:reject");
            rejected.Matches("event-call-participant-join");
            Assert.Equal((call, _bob.Id), (Text(rejected, "callId"), Text(rejected, "userId")));
        }
    }

    [Fact]
    public async Task All_participants_hear_that_a_call_ended()
    {
        var call = await RingAsync();
        await _bobPhone.DoAsync("call:answer", new { callId = call });
        Assert.Equal("FORBIDDEN", (await _bobPhone.RefusedAsync("call:end", new { callId = call })).Code);
        Assert.Equal("ENDED", Text(await _annPhone.DoAsync("call:end", new { callId = call }), "status"));
        foreach (var device in new[] { _annPhone, _annLaptop, _bobPhone, _bobLaptop })
        {
            var ended = await device.NextAsync("call:end");
            ended.Matches("event-call-end");
            Assert.Equal(call, Text(ended, "callId"));
        }
    }

    [Fact]
    public async Task The_remaining_participants_hear_who_left()
    {
        var call = await RingAsync();
        await _bobPhone.DoAsync("call:answer", new { callId = call });
        await _bobPhone.DoAsync("call:participant:leave", new { callId = call });
        foreach (var device in new[] { _annPhone, _annLaptop })
        {
            var left = await device.NextAsync("call:participant:leave");
            left.Matches("event-call-participant-join");
            Assert.Equal((call, _bob.Id), (Text(left, "callId"), Text(left, "userId")));
        }
    }

    [Fact]
    public async Task Who_shares_a_conversation_sees_a_user_come_and_go()
    {
        await _ann.MessageToAsync(_bob);
        await _bobPhone.Client.LeaveAsync();
        await _bobLaptop.Client.LeaveAsync();
        foreach (var device in new[] { _annPhone, _annLaptop })
        {
            var offline = await device.NextAsync("user:offline");
            offline.Matches("event-user-offline");
            Assert.Equal(_bob.Id, Text(offline, "userId"));
        }

        _bobPhone = await ConnectAsync(_bob);
        foreach (var device in new[] { _annPhone, _annLaptop })
        {
            var online = await device.NextAsync("user:online");
            online.Matches("event-user-online");
            Assert.Equal(_bob.Id, Text(online, "userId"));
        }
    }

    [Fact]
    public async Task A_refusal_that_nobody_waits_for_is_an_error_event()
    {
        await _annPhone.Client.TellAsync("message:send", new { content = "", receiverId = _bob.Id });
        var error = await _annPhone.NextAsync("error");
        Assert.Equal(("content: must be 1 to 5000 characters.", "VALIDATION_ERROR"), (Text(error, "message"), Text(error, "code")));
    }

    [Fact]
    public async Task Without_a_valid_token_there_is_no_connection()
    {
        foreach (var token in new[] { "", "nonsense", _ann.RefreshToken })
        {
            var refusal = await (await SocialDevice.BeginAsync(driver, server, token)).Client.RefusedAsync();
            Assert.Contains(driver.IsSignalR ? "401" : "Authentication required", refusal, StringComparison.Ordinal);
        }
    }

    private static string Text(JsonElement payload, string field) => payload.GetProperty(field).GetString()!;

    private static string CallId(JsonElement payload) => Text(payload.GetProperty("call"), "id");

    private Task<SocialDevice> ConnectAsync(TestUser user) => SocialDevice.ConnectAsync(driver, server, user.AccessToken);

    /// <summary>Ann calls Bob, and his devices ring.</summary>
    private async Task<string> RingAsync()
    {
        var call = CallId(await _annPhone.DoAsync("call:initiate", new { type = "VIDEO", participantIds = new[] { _bob.Id } }));
        foreach (var device in new[] { _bobPhone, _bobLaptop })
            Assert.Equal(call, CallId(await device.NextAsync("call:ringing")));
        return call;
    }

    private void AssertRoom(JsonElement payload, string status, TestUser user, bool moderates)
    {
        var example = Published.Load("post-calls.response")["data"]!.AsObject();
        Assert.Equal(example.Select(field => field.Key), payload.EnumerateObject().Select(field => field.Name));
        Assert.Equal(example["call"]!.AsObject().Select(field => field.Key), payload.GetProperty("call").EnumerateObject().Select(field => field.Name));
        Assert.Equal((_ann.Id, status), (Text(payload.GetProperty("call"), "initiatorId"), Text(payload.GetProperty("call"), "status")));
        var room = Text(payload.GetProperty("call"), "roomId");
        Assert.EndsWith($"/{room}", Text(payload, "roomUrl"), StringComparison.Ordinal);
        Assert.True(TestTokens.IsSigned(Text(payload, "token"), ChatServer.JitsiSecret));
        var claims = TestTokens.Claims(Text(payload, "token"));
        Assert.Equal(room, (string?)claims["room"]);
        Assert.Equal((user.Id, moderates), ((string?)claims["context"]!["user"]!["id"], (bool)claims["context"]!["user"]!["moderator"]!));
    }

    /// <summary>What is sent now arrives after everything before it: nothing else of that name had been on its way.</summary>
    private async Task AssertNothingElseAsync(SocialDevice device, string eventName)
    {
        var (from, to) = device == _annPhone || device == _annLaptop ? (_bob, _ann) : (_ann, _bob);
        var last = await from.MessageToAsync(to, "the last one");
        JsonElement received;
        do
        {
            received = await device.NextAsync("message:received");
            if (eventName == "message:received")
                break;
        }
        while (Text(received, "id") != last);
        Assert.Equal(last, Text(received, "id"));
        Assert.Equal(0, device.Client.Count(eventName));
    }
}

/// <summary>With socket.io-client.</summary>
public sealed class SocialOverSocketIoTests(ChatServerFixture fixture, SocketIoClients clients)
    : SocialEventsTests(fixture.Server, clients.Driver), IClassFixture<SocketIoClients>;

/// <summary>With @microsoft/signalr.</summary>
public sealed class SocialOverSignalRTests(ChatServerFixture fixture, SignalRClients clients)
    : SocialEventsTests(fixture.Server, clients.Driver), IClassFixture<SignalRClients>;
