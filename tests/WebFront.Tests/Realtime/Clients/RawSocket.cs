using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace OrleansChat.WebFront.Tests.Realtime.Clients;

/// <summary>A WebSocket that sends any bytes and may refuse to read.</summary>
internal sealed class RawSocket : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[256 * 1024];

    private RawSocket()
    {
    }

    /// <summary>Connects; a small <paramref name="receiveBuffer"/> keeps the operating system from reading on the client's behalf.</summary>
    public static async Task<RawSocket> ConnectAsync(Uri url, int? receiveBuffer = null)
    {
        var connection = new RawSocket();
        using var limit = new CancellationTokenSource(Limit);
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                if (receiveBuffer is { } bytes)
                    socket.ReceiveBufferSize = bytes;
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        await connection._socket.ConnectAsync(new UriBuilder(url) { Scheme = "ws" }.Uri, invoker, limit.Token);
        return connection;
    }

    /// <summary>Sends a text message of these bytes.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await _socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, limit.Token);
        }
        catch (WebSocketException)
        {
            // The server closed while the message was on its way; reading tells.
            Assert.NotEqual(WebSocketState.Open, _socket.State);
        }
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>The next message; null when the server has closed or cut the connection.</summary>
    public async Task<string?> ReadAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        var length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult read;
            try
            {
                read = await _socket.ReceiveAsync(_buffer.AsMemory(length), limit.Token);
            }
            catch (WebSocketException)
            {
                return null;
            }

            if (read.MessageType == WebSocketMessageType.Close)
                return null;
            length += read.Count;
            if (read.EndOfMessage)
                return Encoding.UTF8.GetString(_buffer, 0, length);
        }
    }

    public void Dispose() => _socket.Dispose();
}
