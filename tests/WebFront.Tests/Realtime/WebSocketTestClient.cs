using System.Net.WebSockets;
using System.Text;

namespace OrleansChat.WebFront.Tests.Realtime;

/// <summary>A client on a WebSocket, packet by packet.</summary>
internal sealed class WebSocketTestClient : IDisposable
{
    private readonly byte[] _buffer = new byte[256 * 1024];

    private WebSocketTestClient(ClientWebSocket socket) => Socket = socket;

    /// <summary>A client on a WebSocket that was opened elsewhere.</summary>
    public static WebSocketTestClient Of(ClientWebSocket socket) => new(socket);

    public ClientWebSocket Socket { get; }

    /// <summary>How the server closed, once it has.</summary>
    public string Closed => $"{(int?)Socket.CloseStatus} {Socket.CloseStatusDescription}";

    /// <summary>Opens a WebSocket of Socket.IO, for a session of its own or for one that polls.</summary>
    public static Task<WebSocketTestClient> OpenAsync(Uri server, string query = "", Action<ClientWebSocketOptions>? configure = null)
        => OpenPathAsync(server, $"/socket.io/?EIO=4&transport=websocket{query}", configure);

    /// <summary>Opens a WebSocket at a path.</summary>
    public static async Task<WebSocketTestClient> OpenPathAsync(Uri server, string path, Action<ClientWebSocketOptions>? configure = null)
    {
        var socket = new ClientWebSocket();
        configure?.Invoke(socket.Options);
        await socket.ConnectAsync(new Uri($"ws://{server.Authority}{path}"), CancellationToken.None);
        return new WebSocketTestClient(socket);
    }

    /// <summary>Opens a WebSocket of JSON frames with a good token.</summary>
    public static async Task<WebSocketTestClient> GreetedAsync(Uri server)
    {
        var client = await OpenPathAsync(server, $"{TransportTestServer.Inline}?token={TransportTestServer.Token}");
        Assert.StartsWith("""{"type":"hello","id":""", await client.ReceiveAsync(), StringComparison.Ordinal);
        return client;
    }

    /// <summary>Opens a session and joins the default namespace.</summary>
    public static async Task<WebSocketTestClient> ConnectAsync(Uri server)
    {
        var client = await OpenAsync(server);
        Assert.StartsWith("0{", await client.ReceiveAsync(), StringComparison.Ordinal);
        await client.SendAsync($$"""40{"token":"{{TransportTestServer.Token}}"}""");
        Assert.StartsWith("40{", await client.ReceiveAsync(), StringComparison.Ordinal);
        return client;
    }

    public Task SendAsync(string packet) => SendAsync(Encoding.UTF8.GetBytes(packet), WebSocketMessageType.Text);

    public Task SendBinaryAsync(params byte[] data) => SendAsync(data, WebSocketMessageType.Binary);

    public Task SendAsync(byte[] part, WebSocketMessageType type, bool endOfMessage = true)
        => Socket.SendAsync(part, type, endOfMessage, CancellationToken.None);

    /// <summary>The next packet; null when the server closed, with its goodbye answered.</summary>
    public async Task<string?> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(TransportTestServer.Patience, TimeProvider.System);
        var length = 0;
        while (true)
        {
            var part = await Socket.ReceiveAsync(_buffer.AsMemory(length), patience.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                if (Socket.State == WebSocketState.CloseReceived)
                    await Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
                return null;
            }

            length += part.Count;
            if (part.EndOfMessage)
                return Encoding.UTF8.GetString(_buffer, 0, length);
        }
    }

    public void Dispose() => Socket.Dispose();
}
