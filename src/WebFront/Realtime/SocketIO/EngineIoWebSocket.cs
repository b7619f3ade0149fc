using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;

namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>A WebSocket as Engine.IO uses it: one packet per message. One reader and one writer use it at the same time.</summary>
internal sealed class EngineIoWebSocket : IDisposable
{
    private readonly HttpContext _context;
    private readonly WebSocket _socket;
    private readonly CoalescingStream? _stream;
    private readonly Lock _gate = new();
    private bool _released;

    private EngineIoWebSocket(HttpContext context, WebSocket socket)
    {
        _context = context;
        _socket = socket;

        // Over HTTP/2 there is no upgrade, and the connection gathers the writes of its streams itself.
        _stream = (context.Features.Get<IHttpUpgradeFeature>() as CoalescingUpgrade)?.Stream;
    }

    /// <summary>Accepts the request's WebSocket.</summary>
    public static async Task<EngineIoWebSocket> AcceptAsync(HttpContext context)
        => new(context, await context.WebSockets.AcceptWebSocketAsync());

    /// <summary>Whether an exception says that the client, or the connection, is gone.</summary>
    public static bool IsDisconnect(Exception failure)
        => failure is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException;

    /// <summary>Writes a packet; it may wait for the next one when <paramref name="moreFollows"/>.</summary>
    public ValueTask SendAsync(ReadOnlyMemory<byte> packet, bool moreFollows)
    {
        if (_stream is not null)
            _stream.MoreFollows = moreFollows;
        return _socket.SendAsync(packet, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
    }

    /// <summary>Says goodbye; the reader ends when the client has answered.</summary>
    public Task CloseAsync(EngineIoClose close)
    {
        if (_stream is not null)
            _stream.MoreFollows = false;
        return _socket.State is WebSocketState.Open or WebSocketState.CloseReceived
            ? _socket.CloseOutputAsync(close.Status, close.Description, CancellationToken.None)
            : Task.CompletedTask;
    }

    /// <summary>Answers the client's goodbye, unless it is an answer itself.</summary>
    public async Task AnswerCloseAsync()
    {
        if (_socket.State != WebSocketState.CloseReceived)
            return;
        using var timeout = new CancellationTokenSource(EngineIoClose.Linger, TimeProvider.System);
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, timeout.Token);
    }

    /// <summary>
    /// Reads a message into a buffer that it rents when the first bytes are there. Null when the client has closed; a message that
    /// is too large comes back as far as it was read.
    /// </summary>
    public async ValueTask<(InboundMessage Message, bool IsBinary)?> ReceiveAsync(int maxBytes)
    {
        var arrival = await _socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
        if (arrival.MessageType == WebSocketMessageType.Close)
            return null;

        var message = new InboundMessage(maxBytes);
        try
        {
            // A message of no bytes is over with the wait for its first one.
            while (!arrival.EndOfMessage && !message.IsTooLarge)
            {
                arrival = await _socket.ReceiveAsync(message.Free(), CancellationToken.None);
                if (arrival.MessageType == WebSocketMessageType.Close)
                {
                    message.Release();
                    return null;
                }

                message.Advance(arrival.Count);
            }
        }
        catch
        {
            message.Release();
            throw;
        }

        return (message, arrival.MessageType == WebSocketMessageType.Binary);
    }

    /// <summary>Cuts the connection: whoever reads or writes fails.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            if (!_released)
                _context.Abort();
        }
    }

    /// <summary>The request is over, and its context may soon be another's: it is not to be cut any more.</summary>
    public void Dispose()
    {
        lock (_gate)
            _released = true;
    }
}
