using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace OrleansChat.EndToEnd.Tests;

/// <summary>A signed-in user over REST.</summary>
internal sealed class SocialClient : IDisposable
{
    private readonly HttpClient _http;

    private SocialClient(HttpClient http, string id, string token) => (_http, Id, Token) = (http, id, token);

    public string Id { get; }

    public string Token { get; }

    /// <summary>Registers <paramref name="name"/> and logs in.</summary>
    public static async Task<SocialClient> RegisterAsync(Uri server, string name)
    {
        var http = new HttpClient { BaseAddress = new Uri(server, "/social/api/v1/"), Timeout = TimeSpan.FromMinutes(1) };
        var account = new { username = name, email = $"{name}@example.com", password = "Password123" };
        using var registered = await http.PostAsJsonAsync("auth/register", account);
        Assert.True(registered.IsSuccessStatusCode, await registered.Content.ReadAsStringAsync());
        using var login = await http.PostAsJsonAsync("auth/login", new { account.email, account.password });
        var data = (await login.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data");
        var token = data.GetProperty("accessToken").GetString()!;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new SocialClient(http, data.GetProperty("user").GetProperty("id").GetString()!, token);
    }

    /// <summary>Creates a group and adds the others.</summary>
    public async Task<string> CreateGroupAsync(IEnumerable<SocialClient> others)
    {
        using var created = await _http.PostAsJsonAsync("groups", new { title = "Everyone", type = "PRIVATE" });
        var id = (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data").GetProperty("id").GetString()!;
        foreach (var other in others)
        {
            using var added = await _http.PostAsJsonAsync($"groups/{id}/members", new { userId = other.Id, role = "MEMBER" });
            Assert.True(added.IsSuccessStatusCode, await added.Content.ReadAsStringAsync());
        }
        return id;
    }

    /// <summary>Sends a message with an operation id until it is acknowledged, whatever happens to the server meanwhile.</summary>
    public async Task<Acknowledged> SendAsync(object message, string operation, CancellationToken cancellationToken)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "messages") { Content = JsonContent.Create(message) };
                request.Headers.Add("Idempotency-Key", operation);
                using var answer = await _http.SendAsync(request, cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    var data = (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("data");
                    return new Acknowledged(operation, data.GetProperty("id").GetString()!, data.GetProperty("sequence").GetInt64());
                }
                Assert.Equal(503, (int)answer.StatusCode);
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException or JsonException)
            {
                // The server went away before it answered: the same message is sent again.
            }
            await pause.WaitForNextTickAsync(cancellationToken);
        }
    }

    /// <summary>A whole history, oldest first.</summary>
    public async Task<List<Stored>> HistoryAsync(string path)
    {
        var messages = new List<Stored>();
        for (var page = 1; ; page++)
        {
            var answer = await _http.GetFromJsonAsync<JsonElement>($"messages/{path}?page={page}&limit=100");
            var data = answer.GetProperty("data");
            if (data.GetArrayLength() == 0)
                break;
            messages.AddRange(data.EnumerateArray().Select(message => new Stored(
                message.GetProperty("id").GetString()!, message.GetProperty("sequence").GetInt64(), message.GetProperty("content").GetString()!)));
        }
        messages.Reverse();
        return messages;
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>A message that the server acknowledged.</summary>
internal sealed record Acknowledged(string Op, string Id, long Sequence);

/// <summary>A message of the history.</summary>
internal sealed record Stored(string Id, long Sequence, string Content);
