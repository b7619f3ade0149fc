using System.Text;
using System.Text.Json;

namespace OrleansChat.WebFront.Tests.Realtime.Clients;

/// <summary>A client that sends any bytes as the argument of a command.</summary>
internal interface IRawClient : IDisposable
{
    /// <summary>What <see cref="AskAsync"/> answers for a command that was carried out.</summary>
    const string Done = "DONE";

    /// <summary>The code of a refusal; <see cref="Done"/> when there is none; null when the server ended the connection.</summary>
    Task<string?> AskAsync(string name, ReadOnlyMemory<byte> payload);
}

/// <summary>A WebSocket that has entered Socket.IO's default namespace and then sends and reads what a test likes.</summary>
internal sealed class RawSocketIo : IRawClient
{
    private readonly RawSocket _socket;
    private int _asked;

    private RawSocketIo(RawSocket socket) => _socket = socket;

    /// <summary>Connects and enters.</summary>
    public static async Task<RawSocketIo> ConnectAsync(Uri server, string token, int? receiveBuffer = null)
    {
        var connection = new RawSocketIo(await RawSocket.ConnectAsync(new Uri(server, "/socket.io/?EIO=4&transport=websocket"), receiveBuffer));
        Assert.StartsWith("0{", await connection._socket.ReadAsync(), StringComparison.Ordinal);
        await connection._socket.SendAsync($"40{JsonSerializer.Serialize(new { token })}");
        Assert.StartsWith("40{", await connection._socket.ReadAsync(), StringComparison.Ordinal);
        return connection;
    }

    /// <inheritdoc/>
    public async Task<string?> AskAsync(string name, ReadOnlyMemory<byte> payload)
    {
        var id = ++_asked;
        await _socket.SendAsync((byte[])[.. Encoding.UTF8.GetBytes($"42{id}[{JsonSerializer.Serialize(name)},"), .. payload.Span, (byte)']']);
        while (await _socket.ReadAsync() is { } packet)
        {
            if (packet == "2")
                await _socket.SendAsync("3");
            if (packet == "41")
                return null;
            if (!packet.StartsWith($"43{id}[", StringComparison.Ordinal))
                continue;
            var answer = JsonSerializer.Deserialize<JsonElement>(packet[$"43{id}".Length..])[0];
            return answer.GetProperty("success").GetBoolean() ? IRawClient.Done : answer.GetProperty("code").GetString();
        }

        return null;
    }

    public void Dispose() => _socket.Dispose();
}
