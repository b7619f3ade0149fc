using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OrleansChat.WebFront.Contracts.Messenger;
using OrleansChat.WebFront.Tests.Contracts.Shared;
using OrleansChat.WebFront.Tests.Realtime.Clients;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger.Realtime;

/// <summary>Two users of Messenger who have talked, over whichever contract.</summary>
internal sealed class MessengerRealtimeWorld : RealtimeWorld
{
    private readonly ChatServer _server;
    private readonly TestUser _ann;
    private readonly TestUser _bob;

    private MessengerRealtimeWorld(ChatServer server, TestUser ann, TestUser bob, IReadOnlyDictionary<string, JsonObject> valid)
        => (_server, _ann, _bob, Valid) = (server, ann, bob, valid);

    public override IReadOnlyDictionary<string, JsonObject> Valid { get; }

    public override IReadOnlyCollection<string> TakesAnything { get; } = ["is_typing", "status", "status_message", "token"];

    public override IReadOnlyCollection<string> Refusals { get; } = ["VALIDATION_ERROR", "NOT_FOUND", "AUTHORIZATION_FAILED", "CONFLICT"];

    public override string AnEvent => "message_received";

    /// <summary>Makes one.</summary>
    public static async Task<MessengerRealtimeWorld> CreateAsync(ChatServer server)
    {
        var (ann, bob) = await server.RegisterTwoAsync();
        var message = await bob.WriteToAsync(ann);
        var (conversation, id) = (Spelled("conv_", message["conversationId"]), Spelled("msg_", message["id"]));
        return new MessengerRealtimeWorld(server, ann, bob, new Dictionary<string, JsonObject>
        {
            ["typing"] = new() { ["conversation_id"] = conversation, ["is_typing"] = true },
            ["message_delivered"] = new() { ["conversation_id"] = conversation, ["message_id"] = id },
            ["resume"] = new() { ["conversations"] = new JsonArray(new JsonObject { ["conversation_id"] = conversation, ["epoch"] = 1, ["sequence"] = 1, ["change"] = 0 }) },
            ["presence_update"] = new() { ["status"] = "busy", ["status_message"] = "In a meeting" },
            ["subscribe_presence"] = new() { ["user_ids"] = new JsonArray(Spelled("usr_", bob.Id)) },
            ["unsubscribe_presence"] = new() { ["user_ids"] = new JsonArray(Spelled("usr_", bob.Id)) },
        }.Where(command => Commands(server).Contains(command.Key)).ToDictionary());
    }

    /// <summary>What clients may ask; who they are is asked by every connection, in its own way.</summary>
    public static IEnumerable<string> Commands(ChatServer server) => server.Services.GetRequiredService<MessengerCommands>().Names.Except(["auth"]);

    public override async Task<IRawClient> ConnectAsync(bool isSignalR)
    {
        var port = _server.Urls[MessengerContract.Slug];
        return isSignalR
            ? await RawHubSocket.ConnectAsync(new Uri(port, "/hub").ToString(), _ann.AccessToken)
            : await RawJsonSocket.ConnectAsync(port, _ann.AccessToken, greeting: "auth_success");
    }

    public override async Task<string> StateAsync() => string.Join('\n', await Task.WhenAll(
        ReadAsync(_ann, $"messages/direct/{_bob.Id}"), ReadAsync(_bob, $"messages/direct/{_ann.Id}")));

    private static async Task<string> ReadAsync(TestUser user, string path) => JsonSerializer.Serialize((await user.GetAsync(path)).Ok().Json);

    private static string Spelled(string prefix, JsonNode? id) => MessengerId.Of(prefix, Guid.Parse((string)id!));
}
