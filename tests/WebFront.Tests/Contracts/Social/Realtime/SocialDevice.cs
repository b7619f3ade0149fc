using System.Text.Json;
using OrleansChat.WebFront.Tests.Realtime.Clients;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social.Realtime;

/// <summary>A device of a Social user: a real client, whichever of the two it is.</summary>
public sealed class SocialDevice(RealtimeClient client, bool isSignalR)
{
    /// <summary>Every event of the contract, for clients that hear only what they name.</summary>
    private static readonly string[] Events =
    [
        "error", "message:sent", "message:received", "message:edit", "message:delete", "typing:start", "typing:stop", "call:initiate", "call:ringing",
        "call:answer", "call:participant:join", "call:participant:leave", "call:reject", "call:end", "user:online", "user:offline",
    ];

    /// <summary>The client.</summary>
    public RealtimeClient Client => client;

    /// <summary>Connects and waits until the server has greeted.</summary>
    public static async Task<SocialDevice> ConnectAsync(RealtimeDriver driver, ChatServer server, string token, bool reconnect = false)
    {
        var device = await BeginAsync(driver, server, token, reconnect);
        await device.Client.ConnectedAsync();
        return device;
    }

    /// <summary>Begins to connect.</summary>
    public static async Task<SocialDevice> BeginAsync(RealtimeDriver driver, ChatServer server, string token, bool reconnect = false)
        => new(
            await driver.BeginAsync(new Dictionary<string, object?>
            {
                ["url"] = driver.IsSignalR ? new Uri(server.Url, "/social/hub").ToString() : server.Url.ToString(),
                ["token"] = token,
                ["events"] = Events,
                ["reconnect"] = reconnect,
            }),
            driver.IsSignalR);

    /// <summary>The next event of that name.</summary>
    public Task<JsonElement> NextAsync(string eventName) => client.NextAsync(eventName);

    /// <summary>Carries out a command and answers its result.</summary>
    public async Task<JsonElement> DoAsync(string command, object? payload)
    {
        var answer = await client.AskAsync(command, payload);
        Assert.False(answer.TryGetProperty("error", out var error), error.ToString());
        var result = answer.GetProperty("result");
        if (isSignalR)
            return result;
        Assert.True(result.GetProperty("success").GetBoolean(), result.GetRawText());
        return result.GetProperty("data");
    }

    /// <summary>Asks for what is refused, and answers the code and the message.</summary>
    public async Task<(string Code, string Message)> RefusedAsync(string command, object? payload)
    {
        var answer = await client.AskAsync(command, payload);
        if (isSignalR)
        {
            Assert.True(answer.TryGetProperty("error", out var error), answer.GetRawText());
            var parts = error.GetString()!.Split(": ", 2);
            return (parts[0], parts[1]);
        }

        var result = answer.GetProperty("result");
        Assert.Equal(["success", "message", "code"], result.EnumerateObject().Select(property => property.Name));
        Assert.False(result.GetProperty("success").GetBoolean());
        return (result.GetProperty("code").GetString()!, result.GetProperty("message").GetString()!);
    }
}
