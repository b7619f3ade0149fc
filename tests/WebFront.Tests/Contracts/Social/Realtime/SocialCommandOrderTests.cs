using OrleansChat.WebFront.Tests.Realtime.Clients;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social.Realtime;

/// <summary>What one client asks without waiting for answers is done in the order in which it asked.</summary>
public abstract class SocialCommandOrderTests(ChatServer server, RealtimeDriver driver)
{
    private const int Edits = 30;

    [Fact]
    public async Task The_last_of_many_edits_stands_and_everyone_sees_them_in_order()
    {
        var (ann, bob) = await server.RegisterTwoAsync();
        var message = await ann.MessageToAsync(bob);
        var annPhone = await SocialDevice.ConnectAsync(driver, server, ann.AccessToken);
        var bobPhone = await SocialDevice.ConnectAsync(driver, server, bob.AccessToken);

        for (var number = 0; number < Edits; number++)
            await annPhone.Client.TellAsync("message:edit", new { messageId = message, content = $"e{number}" });

        for (var number = 0; number < Edits; number++)
            Assert.Equal($"e{number}", (await bobPhone.NextAsync("message:edit")).GetProperty("content").GetString());
        Assert.Equal($"e{Edits - 1}", (await ann.GetAsync($"messages/{message}")).Ok().Data.GetProperty("content").GetString());
        await annPhone.Client.LeaveAsync();
        await bobPhone.Client.LeaveAsync();
    }

    [Fact]
    public async Task A_delete_and_a_send_overtake_no_edit()
    {
        var (ann, bob) = await server.RegisterTwoAsync();
        var message = await ann.MessageToAsync(bob);
        var phone = await SocialDevice.ConnectAsync(driver, server, ann.AccessToken);

        var answers = Enumerable.Range(0, Edits).Select(number => phone.DoAsync("message:edit", new { messageId = message, content = $"e{number}" })).ToList();
        answers.Add(phone.DoAsync("message:delete", new { messageId = message }));
        answers.Add(phone.DoAsync("message:send", new { content = "afterwards", receiverId = bob.Id }));
        var refused = phone.RefusedAsync("message:edit", new { messageId = message, content = "too late" });

        var done = await Task.WhenAll(answers);
        Assert.Equal(Enumerable.Range(0, Edits).Select(number => $"e{number}"), done[..Edits].Select(edited => edited.GetProperty("content").GetString()));
        Assert.Equal("NOT_FOUND", (await refused).Code);
        await phone.Client.LeaveAsync();
    }
}

/// <summary>With socket.io-client.</summary>
public sealed class SocialCommandOrderOverSocketIoTests(ChatServerFixture fixture, SocketIoClients clients)
    : SocialCommandOrderTests(fixture.Server, clients.Driver), IClassFixture<SocketIoClients>;

/// <summary>With @microsoft/signalr.</summary>
public sealed class SocialCommandOrderOverSignalRTests(ChatServerFixture fixture, SignalRClients clients)
    : SocialCommandOrderTests(fixture.Server, clients.Driver), IClassFixture<SignalRClients>;
