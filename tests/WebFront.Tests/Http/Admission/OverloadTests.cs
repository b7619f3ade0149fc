using Microsoft.Extensions.DependencyInjection;
using OrleansChat.WebFront.Http.Admission;
using OrleansChat.WebFront.Tests.Contracts.Social.Realtime;
using OrleansChat.WebFront.Tests.Realtime.Clients;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Http.Admission;

/// <summary>A front whose grains hang: what it let in is carried out, what it has no room for is refused at once in the contract's words.</summary>
public sealed class OverloadTests(SocketIoClients socketIo, SignalRClients signalR) : IClassFixture<SocketIoClients>, IClassFixture<SignalRClients>
{
    private const int Places = 4;

    [Fact]
    public async Task A_full_front_refuses_requests_with_503_and_Retry_After_until_one_is_done()
    {
        var log = new HangingLog();
        await using var server = await StartAsync(log, queue: 0);
        var (ann, bob) = await server.RegisterTwoAsync();
        var sends = await FillAsync(server, ann, bob, Places);

        foreach (var refused in new[] { await ann.PostAsync("messages", Text(bob, "one more")), await bob.GetAsync("auth/me"), await bob.GetAsync("groups") })
        {
            refused.Refused(503, "SERVICE_UNAVAILABLE");
            Assert.Equal("1", refused.Headers["Retry-After"]);
        }

        Assert.Equal(401, (await server.SendAsync(HttpMethod.Get, "auth/me")).Status);
        Assert.Equal(404, (await bob.GetAsync("nowhere")).Status);
        (await server.SendAsync(HttpMethod.Get, "health")).Ok();
        (await server.SendAsync(HttpMethod.Get, "health/ready")).Ok();
        var metrics = (await server.SendAsync(HttpMethod.Get, "metrics", headers: [("Accept", "text/plain")])).Ok().Text;
        Assert.Contains($"orleanschat_overload_in_flight {Places}", metrics, StringComparison.Ordinal);
        Assert.Matches("orleanschat_overload_shed[a-z_]*\\{[^}]*kind=\"request\"[^}]*\\} 3", metrics);

        log.LetGo();

        foreach (var send in sends)
            (await send).Created();
        (await bob.GetAsync("auth/me")).Ok();
        Assert.Equal(Places, (await bob.GetAsync($"messages/direct/{ann.Id}")).Ok().Data.GetArrayLength());
    }

    [Fact]
    public async Task A_request_that_may_wait_is_carried_out_when_there_is_room()
    {
        var log = new HangingLog();
        await using var server = await StartAsync(log, queue: 1);
        var (ann, bob) = await server.RegisterTwoAsync();
        var sends = await FillAsync(server, ann, bob, Places);

        var one = bob.GetAsync("auth/me");
        var other = bob.GetAsync("auth/me");
        var refused = await await Task.WhenAny(one, other);
        refused.Refused(503, "SERVICE_UNAVAILABLE");
        log.LetGo();

        Assert.Equal([200, 503], (await Task.WhenAll(one, other)).Select(answer => answer.Status).Order());
        foreach (var send in sends)
            (await send).Created();
    }

    [Fact]
    public async Task A_user_whose_requests_all_hang_leaves_room_for_others()
    {
        var log = new HangingLog();
        await using var server = await StartAsync(log, queue: 1, share: 2);
        var (ann, bob) = await server.RegisterTwoAsync();
        var sends = await FillAsync(server, ann, bob, count: 2);

        (await ann.PostAsync("messages", Text(bob, "one more"))).Refused(503, "SERVICE_UNAVAILABLE");
        (await ann.GetAsync("auth/me")).Refused(503, "SERVICE_UNAVAILABLE");
        (await bob.GetAsync("auth/me")).Ok();

        log.LetGo();

        foreach (var send in sends)
            (await send).Created();
        (await ann.GetAsync("auth/me")).Ok();
    }

    [Fact]
    public Task A_full_front_refuses_commands_over_Socket_IO() => RefusesCommandsAsync(socketIo.Driver);

    [Fact]
    public Task A_full_front_refuses_commands_over_SignalR() => RefusesCommandsAsync(signalR.Driver);

    private static async Task RefusesCommandsAsync(RealtimeDriver driver)
    {
        var log = new HangingLog();
        await using var server = await StartAsync(log, queue: 0);
        var (ann, bob) = await server.RegisterTwoAsync();
        var phone = await SocialDevice.ConnectAsync(driver, server, bob.AccessToken);
        var sends = await FillAsync(server, ann, bob, Places / 2);

        // Half full: typing and receipts are shed, messages are not.
        Assert.Equal("SERVICE_UNAVAILABLE", (await phone.RefusedAsync("typing:start", new { receiverId = ann.Id })).Code);
        (await bob.PostAsync($"messages/{Guid.NewGuid()}/seen")).Refused(503, "SERVICE_UNAVAILABLE");
        (await bob.GetAsync($"users/{ann.Id}/presence")).Refused(503, "SERVICE_UNAVAILABLE");
        var third = phone.DoAsync("message:send", new { content = "third", receiverId = ann.Id });
        var fourth = phone.DoAsync("message:send", new { content = "fourth", receiverId = ann.Id });
        await InFlightAsync(server, Places);

        var (code, message) = await phone.RefusedAsync("message:send", new { content = "fifth", receiverId = ann.Id });
        Assert.Equal(("SERVICE_UNAVAILABLE", "Service temporarily unavailable, please try again."), (code, message));
        await phone.Client.TellAsync("message:send", new { content = "sixth", receiverId = ann.Id });
        Assert.Equal("SERVICE_UNAVAILABLE", (await phone.NextAsync("error")).GetProperty("code").GetString());

        log.LetGo();

        Assert.Equal("third", (await third).GetProperty("content").GetString());
        Assert.Equal("fourth", (await fourth).GetProperty("content").GetString());
        foreach (var send in sends)
            (await send).Created();
        await phone.DoAsync("typing:start", new { receiverId = ann.Id });
        await phone.DoAsync("message:send", new { content = "fifth", receiverId = ann.Id });
        var stored = (await ann.GetAsync($"messages/direct/{bob.Id}")).Ok().Data.EnumerateArray().Select(stored => stored.GetProperty("content").GetString());
        Assert.Equal(["fifth", "fourth", "third", "filling", "filling"], stored);
        await phone.Client.LeaveAsync();
    }

    private static Task<ChatServer> StartAsync(HangingLog log, int queue, int share = 100) => ChatServer.StartAsync(new()
    {
        Settings = new Dictionary<string, string>
        {
            ["Overload:MaxInFlight"] = $"{Places}",
            ["Overload:MaxInFlightPerUser"] = $"{share}",
            ["Overload:MaxQueued"] = $"{queue}",
        },
        Configure = log.Install,
    });

    /// <summary>Begins sends that hang, and waits until they are with the grains.</summary>
    private static async Task<List<Task<Answer>>> FillAsync(ChatServer server, TestUser from, TestUser to, int count)
    {
        var sends = Enumerable.Range(0, count).Select(_ => from.PostAsync("messages", Text(to, "filling"))).ToList();
        await InFlightAsync(server, count);
        return sends;
    }

    private static Task InFlightAsync(ChatServer server, int count)
        => Eventually.HoldsAsync(() => Task.FromResult(server.Services.GetRequiredService<AdmissionControl>().InFlight == count));

    private static object Text(TestUser to, string content) => new { content, type = "TEXT", receiverId = to.Id };
}
