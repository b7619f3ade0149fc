using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using OrleansChat.Testing;

namespace OrleansChat.EndToEnd.Tests.Deploy;

/// <summary>deploy/haproxy before two real servers: a long-polling session stays on the front that it began on.</summary>
public sealed class BalancedSessionsTests(BalancedServers servers) : IClassFixture<BalancedServers>, IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly List<JsonElement> _seen = [];
    private readonly NodeClient _clients = NodeClient.Start("socketio.mjs");
    private int _numbers;

    public ValueTask DisposeAsync() => _clients.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Long_polling_and_its_upgrade_stay_on_one_front_with_and_without_cookies(bool cookies)
    {
        servers.Require();
        var used = new HashSet<string>();
        foreach (var address in Enumerable.Range(1, 8).Select(number => $"127.0.0.{number}"))
        {
            var front = await FrontOfAsync(address);
            used.Add(front);
            using var user = await SocialClient.RegisterAsync(servers[front].Url, $"user_{Guid.NewGuid():N}"[..20]);
            var polling = await ConnectAsync(user, address, cookies, "polling");
            var upgrading = await ConnectAsync(user, address, cookies, "polling", "websocket");
            Assert.Equal("websocket", (await SeeAsync(upgrading, "upgraded")).GetProperty("message").GetString());
            for (var message = 0; message < 5; message++)
            {
                await AskAsync(polling);
                await AskAsync(upgrading);
            }
        }

        Assert.Equal(["front1", "front2"], used.Order());
        Assert.DoesNotContain(_seen, line => line.GetProperty("kind").GetString() is "closed" or "refused");
    }

    [Fact]
    public async Task A_front_that_is_not_ready_gets_nothing_new_and_keeps_what_it_has_and_sessions_stay_where_they_began()
    {
        servers.Require();
        var address = await AddressOfAsync("front1");
        using var ann = await SocialClient.RegisterAsync(servers["front1"].Url, $"user_{Guid.NewGuid():N}"[..20]);
        var before = await ConnectAsync(ann, address, cookies: false, "polling", "websocket");
        await SeeAsync(before, "upgraded");

        await servers.Postgres!.StopAsync();
        await servers.Haproxy.UntilAsync("front1", isUp: false);
        var given = await servers.Haproxy.GivenAsync("front1");
        using var bob = await SocialClient.RegisterAsync(servers.Haproxy.Url, $"user_{Guid.NewGuid():N}"[..20]);
        var withCookie = await ConnectAsync(bob, address, cookies: true, "polling");
        var withoutCookie = await ConnectAsync(bob, address, cookies: false, "polling");
        var webSocket = await ConnectAsync(bob, address, cookies: false, "websocket");
        foreach (var client in new[] { withCookie, withoutCookie, webSocket })
            await AskAsync(client);
        Assert.Equal("front2", await FrontOfAsync(address));
        Assert.Equal(given, await servers.Haproxy.GivenAsync("front1"));

        await servers.Postgres!.StartAgainAsync();
        await servers.Haproxy.UntilAsync("front1", isUp: true);
        Assert.Equal("front1", await FrontOfAsync(address));
        Assert.Equal("front2", await FrontOfAsync(address, cookie: "front2"));
        foreach (var client in new[] { withCookie, withoutCookie, webSocket })
            await AskAsync(client);
        await AskAsync(before);
        Assert.DoesNotContain(_seen, line => line.GetProperty("kind").GetString() is "closed" or "refused");
    }

    private async Task<string> AddressOfAsync(string front)
    {
        for (var number = 1; number < 100; number++)
        {
            if (await FrontOfAsync($"127.0.0.{number}") == front)
                return $"127.0.0.{number}";
        }
        throw new InvalidOperationException($"No address belongs to {front}.");
    }

    /// <summary>The front that a new polling session from an address is given, as its cookie says; it knows the session.</summary>
    private async Task<string> FrontOfAsync(string address, string? cookie = null)
    {
        using var http = new HttpClient(new SocketsHttpHandler
        {
            UseCookies = false,
            ConnectCallback = async (target, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
                await socket.ConnectAsync(target.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(servers.Haproxy.Url, "/socket.io/?EIO=4&transport=polling"));
        if (cookie is not null)
            request.Headers.Add("Cookie", $"FRONT={cookie}");
        using var answer = await http.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, body);

        // Who brings the cookie of its front is given no other.
        var front = answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies.Single().Split('=', ';')[1] : cookie!;
        var session = JsonSerializer.Deserialize<JsonElement>(body[1..]).GetProperty("sid").GetString();
        using var asked = await http.PostAsync(new Uri(servers[front].Url, $"/socket.io/?EIO=4&transport=polling&sid={session}"), new StringContent("1"));
        Assert.True(asked.IsSuccessStatusCode, await asked.Content.ReadAsStringAsync());
        return front;
    }

    private async Task<string> ConnectAsync(SocialClient user, string address, bool cookies, params string[] transports)
    {
        var client = $"client-{Interlocked.Increment(ref _numbers)}";
        await WriteAsync(new { @do = "connect", client, url = servers.Haproxy.Url.ToString(), token = user.Token, transports, localAddress = address, cookies });
        await SeeAsync(client, "connected");
        return client;
    }

    /// <summary>Asks a command over the session, which only its own front has.</summary>
    private async Task AskAsync(string client)
    {
        var id = Interlocked.Increment(ref _numbers);
        await WriteAsync(new { @do = "ask", client, id, name = "resume", payload = new { conversations = new[] { new { messageId = Guid.NewGuid() } } } });
        var answer = await SeeAsync(client, "answer");
        Assert.Equal(id, answer.GetProperty("id").GetInt32());
        Assert.True(answer.GetProperty("result").GetProperty("success").GetBoolean(), answer.ToString());
    }

    private Task WriteAsync(object command) => _clients.WriteAsync(JsonSerializer.Serialize(command));

    /// <summary>Takes the next that a client sees of a kind.</summary>
    private async Task<JsonElement> SeeAsync(string client, string kind)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            var index = _seen.FindIndex(line => line.GetProperty("client").GetString() == client && line.GetProperty("kind").GetString() == kind);
            if (index >= 0)
            {
                var line = _seen[index];
                _seen.RemoveAt(index);
                return line;
            }
            var next = await _clients.Lines.ReadAsync(limit.Token);
            Assert.False(next.GetProperty("kind").GetString() is "refused" or "broken", next.ToString());
            _seen.Add(next);
        }
    }
}
