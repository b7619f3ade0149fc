using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansChat.WebFront.Contracts.Messenger;
using OrleansChat.WebFront.Tests.Realtime.Clients;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger.Realtime;

/// <summary>A device of a user on Messenger: a real client, whichever of the two it is.</summary>
public sealed class MessengerDevice(RealtimeClient client, bool isSignalR)
{
    /// <summary>Every event of the contract, for clients that hear only what they name.</summary>
    private static readonly string[] Events =
    [
        "auth_success", "error", "message_received", "message_updated", "message_deleted", "message_read", "message_delivered", "reaction_changed", "typing",
        "presence_changed", "incoming_call", "call_answered", "call_rejected", "call_ended", "sdp_offer", "sdp_answer", "ice_candidate", "notification",
        "prekeys_low", "resumed",
    ];

    /// <summary>The client.</summary>
    public RealtimeClient Client => client;

    /// <summary>Connects and waits until the server has greeted.</summary>
    public static async Task<MessengerDevice> ConnectAsync(RealtimeDriver driver, ChatServer server, string token)
    {
        var port = server.Urls[MessengerContract.Slug];
        var url = driver.IsSignalR ? new Uri(port, "/hub") : new UriBuilder(port) { Scheme = "ws", Query = $"token={token}" }.Uri;
        var client = await driver.BeginAsync(new Dictionary<string, object?>
        {
            ["url"] = url.ToString(),
            ["token"] = driver.IsSignalR ? token : null,
            ["greeting"] = "auth_success",
            ["events"] = Events,
            ["reconnect"] = false,
        });
        return new MessengerDevice(await client.ConnectedAsync(), driver.IsSignalR);
    }

    /// <summary>The next event of that name, as a frame: over SignalR the name is beside the payload.</summary>
    public async Task<JsonElement> NextAsync(string eventName) => Frame(eventName, await client.NextAsync(eventName));

    /// <summary>Sends a command that answers nothing.</summary>
    public Task TellAsync(string command, object payload) => client.TellAsync(command, payload);

    /// <summary>Asks for what is answered: over a WebSocket with an event.</summary>
    public async Task<JsonElement> AskAsync(string command, object? payload, string answer)
    {
        if (isSignalR)
        {
            var answered = await client.AskAsync(command, payload);
            Assert.False(answered.TryGetProperty("error", out var error), error.ToString());
            return Frame(answer, answered.GetProperty("result"));
        }

        await client.TellAsync(command, payload);
        return await NextAsync(answer);
    }

    /// <summary>Asks for what is refused, and answers the code and the message.</summary>
    public async Task<(string Code, string Message)> RefusedAsync(string command, object? payload)
    {
        if (isSignalR)
        {
            var answered = await client.AskAsync(command, payload);
            Assert.True(answered.TryGetProperty("error", out var error), answered.GetRawText());
            var parts = error.GetString()!.Split(": ", 2);
            return (parts[0], parts[1]);
        }

        await client.TellAsync(command, payload);
        var notice = await NextAsync("error");
        if (notice.TryGetProperty("request", out var request))
            Assert.Equal(command, request.GetString());
        return (notice.GetProperty("code").GetString()!, notice.GetProperty("message").GetString()!);
    }

    /// <summary>Leaves in good order.</summary>
    public Task LeaveAsync() => client.LeaveAsync();

    private JsonElement Frame(string eventName, JsonElement payload)
    {
        if (!isSignalR)
            return payload;
        var frame = new JsonObject { ["type"] = eventName };
        foreach (var property in payload.EnumerateObject())
            frame[property.Name] = JsonNode.Parse(property.Value.GetRawText());
        return JsonSerializer.SerializeToElement(frame);
    }
}
