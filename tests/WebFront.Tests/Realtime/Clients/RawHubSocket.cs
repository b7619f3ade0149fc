using System.Text.Json;

namespace OrleansChat.WebFront.Tests.Realtime.Clients;

/// <summary>A WebSocket that has done SignalR's handshake and then sends and reads what a test likes.</summary>
internal sealed class RawHubSocket : IRawClient
{
    private const char RecordSeparator = '\u001e';
    private const int Completion = 3;

    private readonly RawSocket _socket;
    private readonly Queue<string> _frames = new();
    private int _asked;

    private RawHubSocket(RawSocket socket) => _socket = socket;

    /// <summary>Connects and shakes hands.</summary>
    public static async Task<RawHubSocket> ConnectAsync(string url, string? token = null, int? receiveBuffer = null)
    {
        var connection = new RawHubSocket(await RawSocket.ConnectAsync(new Uri($"{url}?access_token={token ?? Guid.NewGuid().ToString()}"), receiveBuffer));
        await connection._socket.SendAsync("{\"protocol\":\"json\",\"version\":1}\u001e");
        Assert.Equal("{}", await connection.ReadAsync());
        return connection;
    }

    public Task SendAsync(byte[] bytes) => _socket.SendAsync(bytes);

    /// <summary>The next frame of a type; others are passed over. Null when the connection is over.</summary>
    public async Task<JsonElement?> NextAsync(int type)
    {
        while (await ReadAsync() is { } frame)
        {
            var element = JsonSerializer.Deserialize<JsonElement>(frame);
            if (element.GetProperty("type").GetInt32() == type)
                return element;
        }

        return null;
    }

    /// <summary>Reads until the server has closed.</summary>
    public async Task EndAsync()
    {
        while (await ReadAsync() is not null)
        {
        }
    }

    /// <inheritdoc/>
    public async Task<string?> AskAsync(string name, ReadOnlyMemory<byte> payload)
    {
        var id = $"{++_asked}";
        await SendAsync([.. System.Text.Encoding.UTF8.GetBytes($"{{\"type\":1,\"invocationId\":\"{id}\",\"target\":{JsonSerializer.Serialize(name)},\"arguments\":["), .. payload.Span, .. "]}\u001e"u8]);
        if (await NextAsync(Completion) is not { } answer)
            return null;
        Assert.Equal(id, answer.GetProperty("invocationId").GetString());
        return answer.TryGetProperty("error", out var error) ? error.GetString()!.Split(':')[0] : IRawClient.Done;
    }

    public void Dispose() => _socket.Dispose();

    private async Task<string?> ReadAsync()
    {
        while (_frames.Count == 0)
        {
            if (await _socket.ReadAsync() is not { } message)
                return null;
            foreach (var frame in message.Split(RecordSeparator, StringSplitOptions.RemoveEmptyEntries))
                _frames.Enqueue(frame);
        }

        return _frames.Dequeue();
    }
}
