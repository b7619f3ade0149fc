using System.Text.Json;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger;

/// <summary>A user of Messenger who is signed in over REST, on the contract's own port.</summary>
internal sealed class MessengerUser
{
    public const string Password = "SecurePass123!";

    private readonly ChatServer _server;

    private MessengerUser(ChatServer server, string email, JsonElement signIn)
    {
        (_server, Email) = (server, email);
        Id = signIn.GetProperty("user").GetProperty("user_id").GetString()!;
        Name = signIn.GetProperty("user").GetProperty("username").GetString()!;
        AccessToken = signIn.GetProperty("access_token").GetString()!;
        RefreshToken = signIn.GetProperty("refresh_token").GetString()!;
    }

    public string Id { get; }

    public string Name { get; }

    public string Email { get; }

    public string AccessToken { get; }

    public string RefreshToken { get; }

    /// <summary>Registers a new user and logs in.</summary>
    public static async Task<MessengerUser> RegisterAsync(ChatServer server, string? name = null)
    {
        name ??= $"u_{Guid.NewGuid():N}";
        var email = $"{name}@example.com";
        (await server.AskMessengerAsync(HttpMethod.Post, "auth/register", new { email, username = name, password = Password })).Created();
        return await SignInAsync(server, email, Password);
    }

    /// <summary>Registers several users.</summary>
    public static async Task<(MessengerUser First, MessengerUser Second)> RegisterTwoAsync(ChatServer server)
        => (await RegisterAsync(server), await RegisterAsync(server));

    /// <summary>Logs in with an account that there is, whichever contract it was made in.</summary>
    public static async Task<MessengerUser> SignInAsync(ChatServer server, string email, string password)
        => new(server, email, (await server.AskMessengerAsync(HttpMethod.Post, "auth/login", new { email, password })).Ok().Data);

    /// <summary>Logs in once more: another session of the same user.</summary>
    public Task<MessengerUser> SignInAgainAsync() => SignInAsync(_server, Email, Password);

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body);

    public Task<Answer> PutAsync(string path, object? body = null) => SendAsync(HttpMethod.Put, path, body);

    public Task<Answer> DeleteAsync(string path, object? body = null) => SendAsync(HttpMethod.Delete, path, body);

    public Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
        => _server.AskMessengerAsync(method, path, body, AccessToken, headers);
}
