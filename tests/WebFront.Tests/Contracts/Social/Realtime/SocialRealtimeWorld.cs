using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansChat.WebFront.Tests.Contracts.Shared;
using OrleansChat.WebFront.Tests.Realtime.Clients;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social.Realtime;

/// <summary>Two users of Social with one of everything.</summary>
internal sealed class SocialRealtimeWorld : RealtimeWorld
{
    private readonly ChatServer _server;
    private readonly TestUser _ann;
    private readonly TestUser _bob;

    private SocialRealtimeWorld(ChatServer server, TestUser ann, TestUser bob, IReadOnlyDictionary<string, JsonObject> valid)
        => (_server, _ann, _bob, Valid) = (server, ann, bob, valid);

    public override IReadOnlyDictionary<string, JsonObject> Valid { get; }

    public override IReadOnlyCollection<string> TakesAnything { get; } = ["clientMessageId", "parentId", "type"];

    public override IReadOnlyCollection<string> Refusals { get; } = ["VALIDATION_ERROR", "NOT_FOUND", "FORBIDDEN", "CONFLICT"];

    public override string AnEvent => "message:received";

    /// <summary>Makes one.</summary>
    public static async Task<SocialRealtimeWorld> CreateAsync(ChatServer server)
    {
        var (ann, bob) = await server.RegisterTwoAsync();
        var group = await ann.CreateGroupAsync("PRIVATE", bob);
        var message = await ann.MessageToAsync(bob);
        var call = await bob.CallAsync(ann);
        return new SocialRealtimeWorld(server, ann, bob, new Dictionary<string, JsonObject>
        {
            ["message:send"] = new()
            {
                ["content"] = "x",
                ["type"] = "TEXT",
                ["receiverId"] = bob.Id,
                ["groupId"] = null,
                ["parentId"] = message,
                ["metadata"] = new JsonObject(),
                ["clientMessageId"] = "1",
            },
            ["message:edit"] = new() { ["messageId"] = message, ["content"] = "x" },
            ["message:delete"] = new() { ["messageId"] = message },
            ["typing:start"] = new() { ["groupId"] = group },
            ["typing:stop"] = new() { ["receiverId"] = bob.Id },
            ["call:initiate"] = new() { ["type"] = "VIDEO", ["participantIds"] = new JsonArray(bob.Id), ["groupId"] = null },
            ["call:answer"] = new() { ["callId"] = call },
            ["call:reject"] = new() { ["callId"] = call },
            ["call:end"] = new() { ["callId"] = call },
            ["call:participant:leave"] = new() { ["callId"] = call },
            ["resume"] = new() { ["conversations"] = new JsonArray(new JsonObject { ["conversationId"] = group, ["epoch"] = 1, ["sequence"] = 1, ["change"] = 0 }) },
        });
    }

    public override async Task<IRawClient> ConnectAsync(bool isSignalR) => isSignalR
        ? await RawHubSocket.ConnectAsync(new Uri(_server.Url, "/social/hub").ToString(), _ann.AccessToken)
        : await RawSocketIo.ConnectAsync(_server.Url, _ann.AccessToken);

    public override async Task<string> StateAsync() => string.Join('\n', await Task.WhenAll(
        ReadAsync(_ann, $"messages/direct/{_bob.Id}"), ReadAsync(_ann, "groups"), ReadAsync(_ann, "calls"), ReadAsync(_bob, "calls")));

    private static async Task<string> ReadAsync(TestUser user, string path) => JsonSerializer.Serialize((await user.GetAsync(path)).Ok().Json);
}
