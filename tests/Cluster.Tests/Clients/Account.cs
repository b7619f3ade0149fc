using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace OrleansChat.Cluster.Tests.Clients;

/// <summary>A signed-in session of a user. Asks over REST on whichever front it is told to.</summary>
internal sealed record Account(string Name, Guid Id, string Token, string RefreshToken)
{
    private const string Password = "Password123";
    private const int MostTries = 10;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromMinutes(1) };

    /// <summary>Registers a user and logs in.</summary>
    public static async Task<Account> RegisterAsync(Uri front, string name)
    {
        await RequireAsync(() => Http.PostAsJsonAsync(Path(front, "auth/register"), new { username = name, email = Email(name), password = Password }));
        return await LogInAsync(front, name);
    }

    /// <summary>Logs a user in once more: another session.</summary>
    public static async Task<Account> LogInAsync(Uri front, string name)
    {
        var data = await RequireAsync(() => Http.PostAsJsonAsync(Path(front, "auth/login"), new { email = Email(name), password = Password }));
        return new Account(
            name, data.GetProperty("user").GetProperty("id").GetGuid(), data.GetProperty("accessToken").GetString()!, data.GetProperty("refreshToken").GetString()!);
    }

    /// <summary>Asks, again where it is told to, and expects success; the answer's data.</summary>
    public async Task<JsonElement> AskAsync(Uri front, HttpMethod method, string path, object? body = null)
        => await RequireAsync(() => SendAsync(front, method, path, body));

    /// <summary>Asks.</summary>
    public Task<HttpResponseMessage> SendAsync(Uri front, HttpMethod method, string path, object? body = null, string? key = null)
    {
        var request = new HttpRequestMessage(method, Path(front, path)) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return Http.SendAsync(request);
    }

    /// <summary>Makes a group of this user and the others.</summary>
    public async Task<Guid> CreateGroupAsync(Uri front, IEnumerable<Account> others)
    {
        var group = (await AskAsync(front, HttpMethod.Post, "groups", new { title = "Together", type = "PRIVATE" })).GetProperty("id").GetGuid();
        foreach (var other in others)
            await AskAsync(front, HttpMethod.Post, $"groups/{group}/members", new { userId = other.Id, role = "MEMBER" });
        return group;
    }

    private static Uri Path(Uri front, string path) => new(front, $"/api/v1/{path}");

    private static string Email(string name) => $"{name}@example.com";

    private static async Task<JsonElement> RequireAsync(Func<Task<HttpResponseMessage>> ask)
    {
        for (var tries = 1; ; tries++)
        {
            using var answer = await ask();
            var text = await answer.Content.ReadAsStringAsync();
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable && tries < MostTries)
            {
                await Task.Delay(RetryAfter, TimeProvider.System);
                continue;
            }

            // It was done the time before.
            if (answer.StatusCode == HttpStatusCode.Conflict && tries > 1)
                return default;
            Assert.True(answer.IsSuccessStatusCode, $"{answer.RequestMessage?.RequestUri}: {(int)answer.StatusCode} {text}");
            return JsonSerializer.Deserialize<JsonElement>(text).GetProperty("data");
        }
    }
}
