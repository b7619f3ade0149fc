using System.Net.Sockets;
using System.Text;

namespace OrleansChat.WebFront.Tests.Realtime;

/// <summary>A client on a WebSocket, frame by frame.</summary>
internal sealed class FrameTestClient : IDisposable
{
    private readonly TcpClient _tcp = new();

    /// <summary>Opens a WebSocket; one of Socket.IO, for a session of its own, unless another path is given.</summary>
    public static async Task<FrameTestClient> OpenAsync(Uri server, string path = "/socket.io/?EIO=4&transport=websocket")
    {
        var client = new FrameTestClient();
        await client._tcp.ConnectAsync(server.Host, server.Port);
        await client._tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            head.Append((char)(await client.ReadAsync(1))[0]);
        Assert.StartsWith("HTTP/1.1 101 ", head.ToString(), StringComparison.Ordinal);
        Assert.Contains("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", head.ToString(), StringComparison.Ordinal);
        return client;
    }

    /// <summary>Sends a short frame, masked with zeros.</summary>
    public Task SendAsync(byte first, string payload) => SendAsync([(first, payload)]);

    /// <summary>Sends a short frame of any bytes.</summary>
    public async Task SendAsync(byte first, byte[] payload) => await _tcp.GetStream().WriteAsync(Frame(first, payload));

    /// <summary>Sends short frames at once.</summary>
    public async Task SendAsync(params (byte First, string Payload)[] frames)
        => await _tcp.GetStream().WriteAsync(frames.SelectMany(frame => Frame(frame.First, Encoding.UTF8.GetBytes(frame.Payload))).ToArray());

    /// <summary>The next frame, which is a short one: its first byte and its payload.</summary>
    public async Task<(byte First, byte[] Payload)> ReceiveAsync()
    {
        var header = await ReadAsync(2);
        return (header[0], await ReadAsync(header[1] == 126 ? BitConverter.ToUInt16([.. (await ReadAsync(2)).Reverse()]) : header[1]));
    }

    /// <summary>The next frame, which is a text.</summary>
    public async Task<string> ReceiveTextAsync()
    {
        var (first, payload) = await ReceiveAsync();
        Assert.Equal(0x81, first);
        return Encoding.UTF8.GetString(payload);
    }

    /// <summary>Completes when the server has closed or cut the connection.</summary>
    public async Task EndAsync()
    {
        using var patience = new CancellationTokenSource(TransportTestServer.Patience, TimeProvider.System);
        try
        {
            Assert.Equal(0, await _tcp.GetStream().ReadAsync(new byte[1], patience.Token));
        }
        catch (IOException failure)
        {
            Assert.IsType<SocketException>(failure.InnerException);
        }
    }

    public void Dispose() => _tcp.Dispose();

    private static byte[] Frame(byte first, byte[] payload) => [first, (byte)(0x80 | payload.Length), 0, 0, 0, 0, .. payload];

    private async Task<byte[]> ReadAsync(int length)
    {
        using var patience = new CancellationTokenSource(TransportTestServer.Patience, TimeProvider.System);
        var bytes = new byte[length];
        await _tcp.GetStream().ReadExactlyAsync(bytes, patience.Token);
        return bytes;
    }
}
