using System.Net;
using System.Text;
using System.Text.Json;

namespace OrleansChat.WebFront.Tests.Realtime.SocketIO;

/// <summary>A client that polls by hand, one request at a time.</summary>
internal sealed class PollingTestClient(Uri server) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = server, Timeout = TransportTestServer.Patience };

    /// <summary>The session's id, once it is open.</summary>
    public string Id { get; private set; } = "";

    /// <summary>Opens a session; answers the handshake.</summary>
    public async Task<JsonElement> OpenAsync(string query = "")
    {
        var body = await _http.GetStringAsync($"/socket.io/?EIO=4&transport=polling{query}");
        Assert.StartsWith("0", body, StringComparison.Ordinal);
        var handshake = JsonSerializer.Deserialize<JsonElement>(body[1..]);
        Id = handshake.GetProperty("sid").GetString()!;
        return handshake;
    }

    /// <summary>Opens a session and joins the default namespace.</summary>
    public async Task ConnectAsync(string token = TransportTestServer.Token)
    {
        await OpenAsync();
        await PostAsync($$"""40{"token":"{{token}}"}""");
        Assert.StartsWith("40{", await PollAsync(), StringComparison.Ordinal);
    }

    /// <summary>Polls once; answers the body, which must come with 200.</summary>
    public async Task<string> PollAsync()
    {
        var (status, body) = await GetAsync($"/socket.io/?EIO=4&transport=polling&sid={Id}");
        Assert.Equal(HttpStatusCode.OK, status);
        return body;
    }

    /// <summary>Posts packets, which must be taken.</summary>
    public async Task PostAsync(params string[] packets)
        => Assert.Equal((HttpStatusCode.OK, "ok"), await TryPostAsync(string.Join('\u001e', packets)));

    /// <summary>Posts a body.</summary>
    public async Task<(HttpStatusCode Status, string Body)> TryPostAsync(string body, string contentType = "text/plain")
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return await SendAsync(HttpMethod.Post, $"/socket.io/?EIO=4&transport=polling&sid={Id}", content);
    }

    /// <summary>The server knows nothing of the session any more.</summary>
    public async Task AssertGoneAsync()
        => Assert.Equal(
            (HttpStatusCode.BadRequest, """{"code":1,"message":"Session ID unknown"}"""),
            await GetAsync($"/socket.io/?EIO=4&transport=polling&sid={Id}"));

    /// <summary>Any GET.</summary>
    public Task<(HttpStatusCode Status, string Body)> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    /// <summary>Any request.</summary>
    public async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var response = await _http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public void Dispose() => _http.Dispose();
}
