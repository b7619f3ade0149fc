using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansChat.WebFront.Tests.Realtime.Clients;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social.Realtime;

/// <summary>Whatever a client sends, it is refused in the contract's words or disconnected by the protocol, and nothing comes of it.</summary>
public sealed class SocialHostilePayloadsTests : IAsyncLifetime
{
    private static readonly string[] Refusals = ["VALIDATION_ERROR", "NOT_FOUND", "FORBIDDEN", "CONFLICT"];

    private ChatServer _server = null!;
    private TestUser _ann = null!;
    private TestUser _bob = null!;
    private Dictionary<string, JsonObject> _valid = null!;

    public static TheoryData<string> Clients => ["Socket.IO", "SignalR"];

    public async ValueTask InitializeAsync()
    {
        _server = await ChatServer.StartAsync();
        (_ann, _bob) = await _server.RegisterTwoAsync();
        var group = await _ann.CreateGroupAsync("PRIVATE", _bob);
        var message = await _ann.MessageToAsync(_bob);
        var call = await _bob.CallAsync(_ann);
        _valid = new Dictionary<string, JsonObject>
        {
            ["message:send"] = new()
            {
                ["content"] = "x",
                ["type"] = "TEXT",
                ["receiverId"] = _bob.Id,
                ["groupId"] = null,
                ["parentId"] = message,
                ["metadata"] = new JsonObject(),
                ["clientMessageId"] = "1",
            },
            ["message:edit"] = new() { ["messageId"] = message, ["content"] = "x" },
            ["message:delete"] = new() { ["messageId"] = message },
            ["typing:start"] = new() { ["groupId"] = group },
            ["typing:stop"] = new() { ["receiverId"] = _bob.Id },
            ["call:initiate"] = new() { ["type"] = "VIDEO", ["participantIds"] = new JsonArray(_bob.Id), ["groupId"] = null },
            ["call:answer"] = new() { ["callId"] = call },
            ["call:reject"] = new() { ["callId"] = call },
            ["call:end"] = new() { ["callId"] = call },
            ["call:participant:leave"] = new() { ["callId"] = call },
            ["resume"] = new() { ["conversations"] = new JsonArray(new JsonObject { ["conversationId"] = group, ["epoch"] = 1, ["sequence"] = 1, ["change"] = 0 }) },
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Malformed_commands_are_refused_and_change_nothing(string kind)
    {
        var before = await StateAsync();
        var client = await ConnectAsync(kind);
        foreach (var (name, valid) in _valid)
        {
            foreach (var payload in Malformed(valid))
            {
                if (await client.AskAsync(name, payload) is { } code)
                {
                    Assert.True(Refusals.Contains(code), $"{name} answered {code} to {Show(payload)}");
                    continue;
                }

                // Ended by the protocol: a fresh connection has to be served as ever.
                client.Dispose();
                client = await ConnectAsync(kind);
            }
        }

        client.Dispose();
        Assert.Equal(before, await StateAsync());
        Assert.Empty(_server.Logs.Errors);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task What_is_nested_too_deep_is_refused_and_the_connection_goes_on(string kind)
    {
        using var client = await ConnectAsync(kind);
        foreach (var depth in new[] { 17, 100, 10_000 })
        {
            var nested = new string('[', depth) + new string(']', depth);
            Assert.Equal("VALIDATION_ERROR", await client.AskAsync("message:send", Encoding.UTF8.GetBytes(nested)));
            Assert.Equal("VALIDATION_ERROR", await client.AskAsync("message:send", Encoding.UTF8.GetBytes($"{{\"metadata\":{nested}}}")));
        }
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Unknown_names_are_refused(string kind)
    {
        using var client = await ConnectAsync(kind);
        foreach (var name in new[] { "", "nope", "message:received", "Message:Send", "message:send ", "__proto__", "execute", new string('x', 20_000) })
            Assert.Equal("VALIDATION_ERROR", await client.AskAsync(name, "{}"u8.ToArray()));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Random_damage_never_breaks_the_server(string kind)
    {
        var random = new Random(20261120);
        var client = await ConnectAsync(kind);
        foreach (var (name, valid) in _valid)
        {
            var original = Encoding.UTF8.GetBytes(valid.ToJsonString());
            for (var round = 0; round < 60; round++)
            {
                var damaged = (byte[])original.Clone();
                for (var change = random.Next(1, 5); change > 0; change--)
                    damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                var code = await client.AskAsync(name, damaged);
                Assert.True(code is null or IRawClient.Done || Refusals.Contains(code), $"{name} answered {code} to {Show(damaged)}");
                if (code is not null)
                    continue;
                client.Dispose();
                client = await ConnectAsync(kind);
            }
        }

        client.Dispose();
        Assert.Empty(_server.Logs.Errors);
    }

    private static IEnumerable<byte[]> Malformed(JsonObject valid)
    {
        foreach (var whole in new[] { "null", "1", "true", "\"text\"", "[]", "[{}]", "{}", "{\"a\":1,\"a\":2}", "" })
            yield return Encoding.UTF8.GetBytes(whole);
        yield return Encoding.UTF8.GetBytes(new string('[', 5_000) + new string(']', 5_000));
        yield return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 200)) + "1" + new string('}', 200));
        yield return [.. "{\"content\":\""u8, 0xC3, 0x28, .. "\",\"messageId\":\""u8, 0xFF, .. "\"}"u8];
        yield return Encoding.UTF8.GetBytes($"{{\"content\":\"{new string('x', 60_000)}\"}}");
        yield return Encoding.UTF8.GetBytes($"{{\"content\":\"{new string('x', 80_000)}\"}}");
        foreach (var (field, value) in valid)
        {
            if (value is null || field is "clientMessageId" or "parentId" or "type")
                continue;
            foreach (var wrong in new[] { "17", "true", "[1]", "[[]]", "\"\"", "\"\\u0000\"", "\"\\ud800\"", $"\"{new string('y', 9_000)}\"" })
            {
                var damaged = valid.DeepClone().AsObject();
                damaged[field] = "\u0001";
                yield return Encoding.UTF8.GetBytes(damaged.ToJsonString().Replace("\"\\u0001\"", wrong, StringComparison.Ordinal));
            }
        }
    }

    private static string Show(byte[] payload) => Encoding.UTF8.GetString(payload, 0, Math.Min(payload.Length, 300));

    private async Task<IRawClient> ConnectAsync(string kind) => kind == "SignalR"
        ? await RawHubSocket.ConnectAsync(new Uri(_server.Url, "/social/hub").ToString(), _ann.AccessToken)
        : await RawSocketIo.ConnectAsync(_server.Url, _ann.AccessToken);

    /// <summary>All that the users can see.</summary>
    private async Task<string> StateAsync() => string.Join('\n', await Task.WhenAll(
        ReadAsync(_ann, $"messages/direct/{_bob.Id}"), ReadAsync(_ann, "groups"), ReadAsync(_ann, "calls"), ReadAsync(_bob, "calls")));

    private static async Task<string> ReadAsync(TestUser user, string path) => JsonSerializer.Serialize((await user.GetAsync(path)).Ok().Json);
}
