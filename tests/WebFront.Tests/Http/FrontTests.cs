using System.Net;
using System.Net.Sockets;
using System.Text;
using Orleans.Runtime;
using OrleansChat.WebFront.Tests.Contracts.Messenger;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Http;

public sealed class FrontTests(ChatServerFixture fixture)
{
    private readonly ChatServer _server = fixture.Server;

    [Theory]
    [InlineData("/api/v1/health")]
    [InlineData("/social/api/v1/health")]
    public async Task A_contracts_port_serves_it_at_the_root_and_under_its_prefix(string path) => (await _server.SendAsync(HttpMethod.Get, path)).Ok();

    [Fact]
    public async Task Every_port_serves_every_contract_under_its_prefix()
    {
        foreach (var port in _server.Urls.Values)
        {
            (await _server.SendAsync(HttpMethod.Get, new Uri(port, "/social/api/v1/health"))).Ok();
            (await _server.SendAsync(HttpMethod.Get, new Uri(port, "/messenger/v1/users/me"))).Fails(401, "AUTHENTICATION_FAILED");
        }

        (await _server.SendAsync(HttpMethod.Get, new Uri(_server.Urls["social"], "/v1/users/me"))).Refused(404, "NOT_FOUND");
        (await _server.SendAsync(HttpMethod.Get, new Uri(_server.Urls["messenger"], "/api/v1/health"))).Fails(404, "NOT_FOUND");
    }

    [Theory]
    [InlineData("abc-DEF_1.2", true)]
    [InlineData("two words", false)]
    [InlineData("<script>", false)]
    [InlineData("", false)]
    public async Task Every_response_carries_a_request_id_and_a_sane_one_is_kept(string asked, bool kept)
    {
        foreach (var path in new[] { "health", "nowhere", "auth/me", "/api/docs/openapi.json" })
        {
            var answer = await _server.SendAsync(HttpMethod.Get, path, headers: [("X-Request-Id", asked)]);
            Assert.Matches("^[A-Za-z0-9._-]{1,128}$", answer.Headers["X-Request-Id"]);
            Assert.Equal(kept, answer.Headers["X-Request-Id"] == asked);
        }
    }

    [Theory]
    [InlineData("auth/me")]
    [InlineData("health")]
    [InlineData("groups?limit=5")]
    [InlineData("groups/nonsense")]
    [InlineData("auth/login")]
    [InlineData("/api/docs/openapi.json")]
    [InlineData("/social/api/v1/health/ready")]
    public async Task A_head_is_answered_like_a_get_without_the_body(string path)
    {
        var user = await _server.RegisterAsync();
        var get = await user.GetAsync(path);
        var head = await user.SendAsync(HttpMethod.Head, path);

        Assert.Equal((get.Status, ""), (head.Status, head.Text));
        Assert.Equal(get.Headers.Keys.Except(["Content-Length", "Transfer-Encoding"]).Order(), head.Headers.Keys.Except(["Content-Length", "Transfer-Encoding"]).Order());
    }

    [Fact]
    public async Task A_head_begins_no_realtime_session()
        => Assert.Equal(400, (await _server.SendAsync(HttpMethod.Head, "/socket.io/?EIO=4&transport=polling")).Status);

    [Fact]
    public async Task The_server_does_not_say_what_it_is()
        => Assert.DoesNotContain("Server", (await _server.SendAsync(HttpMethod.Get, "health")).Headers.Keys);

    [Fact]
    public async Task Pages_of_this_machine_may_call_in_development_and_others_may_not()
    {
        var local = await PreflightAsync(_server, "http://localhost:5173");
        var other = await PreflightAsync(_server, "https://example.com");

        Assert.Equal((204, "http://localhost:5173"), (local.Status, local.Headers["Access-Control-Allow-Origin"]));
        Assert.Contains("authorization", local.Headers["Access-Control-Allow-Headers"], StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Access-Control-Allow-Origin", other.Headers.Keys);
    }

    [Fact]
    public async Task Pages_of_other_origins_see_the_headers_that_contracts_document()
    {
        var answer = (await _server.SendAsync(HttpMethod.Get, "health", headers: [("Origin", "http://localhost:5173")])).Ok();

        string[] documented =
        [
            "X-Request-Id", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After", "Location", "API-Version", "ETag",
            "Content-Range", "Accept-Ranges", "Content-Disposition",
        ];
        Assert.Equal(documented.Order(), answer.Headers["Access-Control-Expose-Headers"].Split(',', StringSplitOptions.TrimEntries).Order());
    }

    [Fact]
    public async Task In_production_only_configured_origins_may_call()
    {
        await using var server = await ChatServer.StartAsync(new()
        {
            Settings = new Dictionary<string, string> { ["environment"] = "Production", ["Cors:Origins:0"] = "https://app.example.com" },
        });

        Assert.Equal("https://app.example.com", (await PreflightAsync(server, "https://app.example.com")).Headers["Access-Control-Allow-Origin"]);
        Assert.DoesNotContain("Access-Control-Allow-Origin", (await PreflightAsync(server, "http://localhost:5173")).Headers.Keys);
        Assert.DoesNotContain("Access-Control-Allow-Origin", (await PreflightAsync(server, "https://app.example.com.evil.example")).Headers.Keys);
    }

    [Theory]
    [InlineData("Jwt:SigningKey")]
    [InlineData("Secrets:Key")]
    [InlineData("Jitsi:Secret")]
    public async Task Outside_development_secrets_are_required(string key)
    {
        var refused = await Assert.ThrowsAsync<OrleansConfigurationException>(() => ChatServer.StartAsync(new()
        {
            Settings = new Dictionary<string, string> { ["environment"] = "Production", [key] = "" },
        }));

        Assert.Contains(key, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Listen:Social", "many")]
    [InlineData("Listen:Social", "70000")]
    [InlineData("Listen:Social", "-1")]
    [InlineData("Listen:Address", "example.com")]
    [InlineData("Proxies:Known:0", "example.com")]
    public async Task A_setting_that_makes_no_sense_is_refused_by_name(string key, string value)
    {
        var refused = await Assert.ThrowsAsync<OrleansConfigurationException>(
            () => ChatServer.StartAsync(new() { Settings = new Dictionary<string, string> { [key] = value } }));

        Assert.Contains(key.Replace(":0", ""), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_every_port_switched_off_the_front_does_not_choose_one_itself()
        => await Assert.ThrowsAsync<OrleansConfigurationException>(
            () => ChatServer.StartAsync(new() { Settings = Front.Contracts.ToDictionary(contract => contract.Key, _ => "0") }));

    [Theory]
    [InlineData("GET /api/v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 200")]
    [InlineData("NONSENSE\r\n\r\n", "HTTP/1.1 400")]
    [InlineData("GET /api/v1/users/%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 400")]
    [InlineData("POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 400")]
    public async Task Broken_http_is_answered_and_the_connection_closed(string request, string status)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, _server.Url.Port, limit.Token);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), limit.Token);

        using var reader = new StreamReader(socket.GetStream());
        var answer = await reader.ReadToEndAsync(limit.Token);

        Assert.StartsWith(status, answer, StringComparison.Ordinal);
    }

    private static Task<Answer> PreflightAsync(ChatServer server, string origin) => server.SendAsync(
        HttpMethod.Options,
        "messages",
        headers: [("Origin", origin), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization,content-type")]);
}
