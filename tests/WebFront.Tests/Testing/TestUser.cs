using System.Text.Json.Nodes;

namespace OrleansChat.WebFront.Tests.Testing;

/// <summary>A signed-in user over REST.</summary>
public sealed class TestUser
{
    public const string Password = "Password123";

    private readonly ChatServer _server;

    private TestUser(ChatServer server, string id, string name, string accessToken, string refreshToken)
        => (_server, Id, Name, AccessToken, RefreshToken) = (server, id, name, accessToken, refreshToken);

    public string Id { get; }

    public string Name { get; }

    public string Email => EmailOf(Name);

    public string AccessToken { get; }

    public string RefreshToken { get; }

    /// <summary>Registers and logs in.</summary>
    public static async Task<TestUser> RegisterAsync(ChatServer server, string? name = null)
    {
        name ??= $"u_{Guid.NewGuid():N}";
        (await server.PostAsync("auth/register", new { username = name, email = EmailOf(name), password = Password })).Created();
        return await SignInAsync(server, name);
    }

    /// <summary>Logs in once more: another session of the same user.</summary>
    public Task<TestUser> SignInAgainAsync() => SignInAsync(_server, Name);

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body);

    public Task<Answer> PatchAsync(string path, object body) => SendAsync(HttpMethod.Patch, path, body);

    public Task<Answer> DeleteAsync(string path, object? body = null) => SendAsync(HttpMethod.Delete, path, body);

    public Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
        => _server.SendAsync(method, path, body is null ? null : body as HttpContent ?? TestJson.Content(body), AccessToken, headers);

    /// <summary>Sends text to another user and answers the message.</summary>
    public async Task<JsonNode> WriteToAsync(TestUser other, string content = "Hello")
        => JsonNode.Parse((await PostAsync("messages", new { content, type = "TEXT", receiverId = other.Id })).Created().Text)!["data"]!;

    /// <summary>Sends text to another user and answers the message's id.</summary>
    public async Task<string> MessageToAsync(TestUser other, string content = "Hello") => (string)(await WriteToAsync(other, content))["id"]!;

    /// <summary>Sends text to a group and answers the message's id.</summary>
    public async Task<string> MessageToGroupAsync(string group, string content = "Hello")
        => (await PostAsync("messages", new { content, type = "TEXT", groupId = group })).Created().Id;

    /// <summary>Creates a group, adds the others as members and answers its id.</summary>
    public async Task<string> CreateGroupAsync(string type = "PRIVATE", params TestUser[] members)
    {
        var id = (await PostAsync("groups", new { title = "A group", type })).Created().Id;
        foreach (var member in members)
            (await PostAsync($"groups/{id}/members", new { userId = member.Id, role = "MEMBER" })).Ok();
        return id;
    }

    /// <summary>Calls others and answers the call's id.</summary>
    public async Task<string> CallAsync(params TestUser[] others)
        => (await PostAsync("calls", new { type = "VIDEO", participantIds = others.Select(other => other.Id) })).Created().Data
            .GetProperty("call").GetProperty("id").GetString()!;

    private static string EmailOf(string name) => $"{name}@example.com";

    private static async Task<TestUser> SignInAsync(ChatServer server, string name)
    {
        var data = (await server.PostAsync("auth/login", new { email = EmailOf(name), password = Password })).Ok().Data;
        return new TestUser(
            server,
            data.GetProperty("user").GetProperty("id").GetString()!,
            name,
            data.GetProperty("accessToken").GetString()!,
            data.GetProperty("refreshToken").GetString()!);
    }
}
