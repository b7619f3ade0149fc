using System.Text;
using System.Text.Json.Nodes;
using OrleansChat.WebFront.Tests.Realtime.Clients;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Shared;

/// <summary>Whatever a client of a contract sends, it is refused in the contract's words or disconnected by the protocol, and nothing comes of it.</summary>
public abstract class HostilePayloadsTests : IAsyncLifetime
{
    private const string Invalid = "VALIDATION_ERROR";

    private ChatServer _server = null!;
    private RealtimeWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ChatServer.StartAsync();
        _world = await CreateWorldAsync(_server);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes a user who can do everything.</summary>
    private protected abstract Task<RealtimeWorld> CreateWorldAsync(ChatServer server);

    [Theory]
    [InlineData("native")]
    [InlineData("SignalR")]
    public async Task Malformed_commands_are_refused_and_change_nothing(string kind)
    {
        var before = await _world.StateAsync();
        var client = await ConnectAsync(kind);
        foreach (var (name, valid) in _world.Valid)
        {
            foreach (var payload in Malformed(valid))
            {
                if (await client.AskAsync(name, payload) is { } code)
                {
                    Assert.True(_world.Refusals.Contains(code), $"{name} answered {code} to {Show(payload)}");
                    continue;
                }

                // Ended by the protocol: a fresh connection has to be served as ever.
                client.Dispose();
                client = await ConnectAsync(kind);
            }
        }

        client.Dispose();
        Assert.Equal(before, await _world.StateAsync());
        Assert.Empty(_server.Logs.Errors);
    }

    [Theory]
    [InlineData("native")]
    [InlineData("SignalR")]
    public async Task What_is_nested_too_deep_is_refused_and_the_connection_goes_on(string kind)
    {
        using var client = await ConnectAsync(kind);
        foreach (var depth in new[] { 17, 100, 10_000 })
        {
            var nested = new string('[', depth) + new string(']', depth);
            Assert.Equal(Invalid, await client.AskAsync(_world.Valid.Keys.First(), Encoding.UTF8.GetBytes(nested)));
            Assert.Equal(Invalid, await client.AskAsync(_world.Valid.Keys.First(), Encoding.UTF8.GetBytes($"{{\"metadata\":{nested}}}")));
        }
    }

    [Theory]
    [InlineData("native")]
    [InlineData("SignalR")]
    public async Task Unknown_names_are_refused(string kind)
    {
        using var client = await ConnectAsync(kind);
        var known = _world.Valid.Keys.First();
        foreach (var name in new[] { "", "nope", _world.AnEvent, known.ToUpperInvariant(), $"{known} ", "__proto__", "execute", new string('x', 20_000) })
            Assert.Equal(Invalid, await client.AskAsync(name, "{}"u8.ToArray()));
    }

    [Theory]
    [InlineData("native")]
    [InlineData("SignalR")]
    public async Task Random_damage_never_breaks_the_server(string kind)
    {
        var random = new Random(20261120);
        var client = await ConnectAsync(kind);
        foreach (var (name, valid) in _world.Valid)
        {
            var original = Encoding.UTF8.GetBytes(valid.ToJsonString());
            for (var round = 0; round < 60; round++)
            {
                var damaged = (byte[])original.Clone();
                for (var change = random.Next(1, 5); change > 0; change--)
                    damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                var code = await client.AskAsync(name, damaged);
                Assert.True(code is null or IRawClient.Done || _world.Refusals.Contains(code), $"{name} answered {code} to {Show(damaged)}");
                if (code is not null)
                    continue;
                client.Dispose();
                client = await ConnectAsync(kind);
            }
        }

        client.Dispose();
        Assert.Empty(_server.Logs.Errors);
    }

    private IEnumerable<byte[]> Malformed(JsonObject valid)
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
            if (value is null || _world.TakesAnything.Contains(field))
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

    private Task<IRawClient> ConnectAsync(string kind) => _world.ConnectAsync(isSignalR: kind == "SignalR");
}
