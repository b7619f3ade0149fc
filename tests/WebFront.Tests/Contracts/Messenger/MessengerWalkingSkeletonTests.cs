using System.Text;
using OrleansChat.WebFront.Tests.Contracts.Messenger.Realtime;
using OrleansChat.WebFront.Tests.Contracts.Social.Realtime;
using OrleansChat.WebFront.Tests.Realtime.Clients;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger;

/// <summary>The whole way once: an account made in Messenger, its connection, and messages to and from a user of Social.</summary>
public abstract class MessengerWalkingSkeletonTests(ChatServer server, RealtimeDriver messenger, RealtimeDriver social)
{
    private const string Ciphertext = "q83vEjRWeJA=/+ not ours to read \u00e9";

    [Fact]
    public async Task A_message_crosses_to_a_user_of_Social_and_one_comes_back()
    {
        var (ann, bob) = (await MessengerUser.RegisterAsync(server), await server.RegisterAsync());
        var annInSocial = $"{Guid.ParseExact(ann.Id[4..], "N")}";
        var phone = await MessengerDevice.ConnectAsync(messenger, server, ann.AccessToken);
        var laptop = await SocialDevice.ConnectAsync(social, server, bob.AccessToken);

        var opened = (await ann.PostAsync("conversations", new { type = "direct", participant_id = $"usr_{Guid.Parse(bob.Id):N}" })).Created();
        var conversation = opened.Data.GetProperty("conversation_id").GetString();
        var sent = (await ann.PostAsync($"conversations/{conversation}/messages", new { content_encrypted = Ciphertext, message_type = "text", temp_id = "t1" })).Created();
        var sentId = $"{Guid.ParseExact(sent.Data.GetProperty("message_id").GetString()![4..], "N")}";

        var heard = await laptop.NextAsync("message:received");
        Assert.Equal((sentId, Ciphertext, annInSocial), (heard.GetProperty("id").GetString(), heard.GetProperty("content").GetString(), heard.GetProperty("senderId").GetString()));
        Assert.True(heard.GetProperty("metadata").GetProperty("encrypted").GetBoolean());
        var read = (await bob.GetAsync($"messages/direct/{annInSocial}")).Ok().Data[0];
        Assert.Equal((sentId, Ciphertext), (read.GetProperty("id").GetString(), read.GetProperty("content").GetString()));
        Assert.Equal("t1", (await phone.NextAsync("message_received")).GetProperty("message").GetProperty("temp_id").GetString());

        var answered = (await bob.PostAsync("messages", new { content = "Hellö, Ann", type = "TEXT", receiverId = annInSocial })).Created();

        var received = await phone.NextAsync("message_received");
        var message = received.GetProperty("message");
        var answerId = $"msg_{Guid.Parse(answered.Id):N}";
        Assert.Equal((conversation, answerId), (received.GetProperty("conversation_id").GetString(), message.GetProperty("message_id").GetString()));
        Assert.Equal("Hellö, Ann", Encoding.UTF8.GetString(message.GetProperty("content_encrypted").GetBytesFromBase64()));
        Assert.Equal("none", message.GetProperty("metadata").GetProperty("encryption").GetString());
        var history = (await ann.GetAsync($"conversations/{conversation}/messages")).Ok().Data.GetProperty("messages");
        Assert.Equal(
            [answerId, sent.Data.GetProperty("message_id").GetString()], history.EnumerateArray().Select(item => item.GetProperty("message_id").GetString()));

        (await ann.PostAsync($"conversations/{conversation}/read", new { message_id = answerId })).Ok();
        Assert.Equal("SEEN", (await bob.GetAsync($"messages/{answered.Id}")).Ok().Data.GetProperty("status").GetString());
    }
}

public sealed class MessengerWalkingSkeletonOverWebSocketTests(ChatServerFixture fixture, WebSocketClients messenger, SocketIoClients social)
    : MessengerWalkingSkeletonTests(fixture.Server, messenger.Driver, social.Driver), IClassFixture<WebSocketClients>, IClassFixture<SocketIoClients>;

public sealed class MessengerWalkingSkeletonOverSignalRTests(ChatServerFixture fixture, SignalRClients messenger, SocketIoClients social)
    : MessengerWalkingSkeletonTests(fixture.Server, messenger.Driver, social.Driver), IClassFixture<SignalRClients>, IClassFixture<SocketIoClients>;
