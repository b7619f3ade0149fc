using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Text;

namespace OrleansChat.WebFront.Realtime.WebSockets;

/// <summary>
/// A client's WebSocket: frames read from and written to the connection's own pipes (docs/decisions/008-websocket-frames.md). One
/// reads; whoever writes sees to it that nobody else does at the same time.
/// </summary>
internal sealed class ServerWebSocket : IDisposable
{
    /// <summary>Bytes that are written before the connection is asked whether it takes more.</summary>
    public const int BatchBytes = 16 * 1024;

    private readonly HttpContext _context;
    private readonly PipeWriter _output;
    private readonly Lock _gate = new();
    private bool _released;
    private bool _saidGoodbye;

    private ServerWebSocket(HttpContext context, IDuplexPipe transport) => (_context, Input, _output) = (context, transport.Input, transport.Output);

    /// <summary>What the client sends.</summary>
    public PipeReader Input { get; }

    /// <summary>Whether enough was written to flush before more is.</summary>
    public bool IsBatchFull => _output.UnflushedBytes >= BatchBytes;

    /// <summary>Accepts the request's WebSocket.</summary>
    public static async Task<ServerWebSocket> AcceptAsync(HttpContext context) => new(context, await WebSocketHandshake.AcceptAsync(context));

    /// <summary>Whether an exception says that the client, or the connection, is gone.</summary>
    public static bool IsDisconnect(Exception failure)
        => failure is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;

    /// <summary>Writes a frame as a text message of its own; <see cref="FlushAsync"/> sends it. Nothing follows a goodbye.</summary>
    public void Write(OutboundFrame frame)
    {
        if (_saidGoodbye)
            return;
        WriteHeader(WebSocketOpcode.Text, frame.Length);
        frame.Write(_output);
    }

    /// <summary>Asks whether the client is there.</summary>
    public void WritePing() => Write(WebSocketOpcode.Ping, []);

    /// <summary>Writes the answer to a ping.</summary>
    public void WritePong(ReadOnlySpan<byte> payload) => Write(WebSocketOpcode.Pong, payload);

    /// <summary>Says goodbye; the reader ends when the client has answered. The description is short: it stands in a control frame.</summary>
    public void WriteClose(WebSocketCloseStatus status, string description)
    {
        Span<byte> payload = stackalloc byte[WebSocketFrame.MaxControlLength];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)status);
        var length = sizeof(ushort) + Encoding.UTF8.GetBytes(description, payload[sizeof(ushort)..]);
        Write(WebSocketOpcode.Close, payload[..length]);
        _saidGoodbye = true;
    }

    /// <summary>Sends what was written; completes when the connection takes more.</summary>
    public ValueTask<FlushResult> FlushAsync() => _output.FlushAsync();

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

    private void Write(WebSocketOpcode opcode, ReadOnlySpan<byte> payload)
    {
        if (_saidGoodbye)
            return;
        WriteHeader(opcode, payload.Length);
        _output.Write(payload);
    }

    private void WriteHeader(WebSocketOpcode opcode, int length)
        => _output.Advance(WebSocketFrame.WriteHeader(opcode, length, _output.GetSpan(WebSocketFrame.MaxServerHeader)));
}
