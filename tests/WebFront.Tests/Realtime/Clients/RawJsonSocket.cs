using System.Text;
using System.Text.Json;

namespace OrleansChat.WebFront.Tests.Realtime.Clients;

/// <summary>A WebSocket of JSON frames that stands for a user and then sends and reads what a test likes.</summary>
internal sealed class RawJsonSocket : IRawClient
{
    private readonly RawSocket _socket;
    private readonly string _greeting;
    private readonly byte[] _authentication;

    private RawJsonSocket(RawSocket socket, string token, string greeting)
        => (_socket, _greeting, _authentication) = (socket, greeting, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { type = "auth", token })));

    /// <summary>Connects with a token in the handshake.</summary>
    /// <param name="url">The endpoint.</param>
    /// <param name="token">The token.</param>
    /// <param name="greeting">What the server says to whom it knows.</param>
    public static async Task<RawJsonSocket> ConnectAsync(Uri url, string token, string greeting)
    {
        var connection = new RawJsonSocket(await RawSocket.ConnectAsync(new UriBuilder(url) { Query = $"token={token}" }.Uri), token, greeting);
        Assert.Equal(greeting, Type(JsonElement.Parse((await connection._socket.ReadAsync())!)));
        return connection;
    }

    /// <summary>
    /// Sends the frame and, since nothing tells that one was carried out, authenticates once more: what is answered to that comes after
    /// whatever is refused without having to wait.
    /// </summary>
    public async Task<string?> AskAsync(string name, ReadOnlyMemory<byte> payload)
    {
        await _socket.SendAsync(Frame(name, payload));
        await _socket.SendAsync(_authentication);
        var code = IRawClient.Done;
        while (await _socket.ReadAsync() is { } message)
        {
            var frame = JsonElement.Parse(message);
            if (Type(frame) == "error")
                code = frame.GetProperty("code").GetString()!;
            else if (Type(frame) == _greeting)
                return code;
        }

        return null;
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>The name beside the payload's own properties; a payload that is no object is the whole message.</summary>
    private static ReadOnlyMemory<byte> Frame(string name, ReadOnlyMemory<byte> payload)
    {
        if (payload.IsEmpty || payload.Span[0] != '{')
            return payload;
        var rest = payload[1..];
        var separator = rest.Span.IndexOfAnyExcept(" \t\r\n"u8) is var first and >= 0 && rest.Span[first] == '}' ? "" : ",";
        return (byte[])[.. Encoding.UTF8.GetBytes($"{{\"type\":{JsonSerializer.Serialize(name)}{separator}"), .. rest.Span];
    }

    private static string? Type(JsonElement frame) => frame.GetProperty("type").GetString();
}
