using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace OrleansChat.Cluster.Tests.Clients;

/// <summary>How a connection ended.</summary>
/// <param name="Code">The status of the close frame; 1006 when there was none.</param>
/// <param name="Reason">Its description.</param>
internal sealed record SocketEnd(int Code, string Reason);

/// <summary>The server let nobody in: a Socket.IO CONNECT_ERROR, or an end before the connection was made.</summary>
internal sealed class RefusedException(string message) : Exception(message);

/// <summary>The connection ended before the answer came.</summary>
/// <param name="asked">Whether the question was on its way.</param>
internal sealed class ConnectionLostException(bool asked) : Exception("The connection ended before the answer came.")
{
    /// <summary>Whether the question was on its way; else nobody can have heard it.</summary>
    public bool Asked { get; } = asked;
}

/// <summary>
/// One Socket.IO connection over a WebSocket (Socket.IO protocol 5, Engine.IO protocol 4), with no more than tests with thousands of
/// them need: auth, events, acknowledgements, heartbeats.
/// </summary>
internal sealed class SocketIoSocket : IDisposable
{
    private const int BufferBytes = 8 * 1024;

    private readonly ClientWebSocket _socket;
    private readonly Action<string, JsonElement> _onEvent;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonElement>> _asked = new();
    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _ended = new();
    private long _lastId;

    private SocketIoSocket(ClientWebSocket socket, Action<string, JsonElement> onEvent) => (_socket, _onEvent) = (socket, onEvent);

    /// <summary>How it ended, once it has.</summary>
    public Task<SocketEnd> Ended { get; private set; } = null!;

    /// <summary>Connects and joins the default namespace. Events are given to <paramref name="onEvent"/> one after the other, in order.</summary>
    /// <exception cref="RefusedException">The token is refused, or the server has no place.</exception>
    /// <exception cref="WebSocketException">Nobody listens, or the connection broke.</exception>
    public static async Task<SocketIoSocket> ConnectAsync(Uri server, string token, Action<string, JsonElement> onEvent, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        var connection = new SocketIoSocket(socket, onEvent);
        try
        {
            await socket.ConnectAsync(new UriBuilder(server) { Scheme = "ws", Path = "/socket.io/", Query = "EIO=4&transport=websocket" }.Uri, cancellationToken);
            connection.Ended = connection.RunAsync();
            await connection.WriteAsync("40" + JsonSerializer.Serialize(new { token }));
            await connection._joined.Task.WaitAsync(cancellationToken);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Emits an event and waits for its acknowledgement.</summary>
    /// <exception cref="ConnectionLostException">The connection ended first.</exception>
    public async Task<JsonElement> AskAsync(string name, object payload, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _lastId);
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[id] = answer;
        try
        {
            if (_ended.IsCancellationRequested)
                throw new ConnectionLostException(asked: false);
            await WriteAsync($"42{id}{JsonSerializer.Serialize(new[] { name, payload })}");
            return await answer.Task.WaitAsync(cancellationToken);
        }
        catch (WebSocketException)
        {
            await Ended;
            throw new ConnectionLostException(asked: false);
        }
        finally
        {
            _asked.TryRemove(id, out _);
        }
    }

    /// <summary>Breaks the connection without a word.</summary>
    public void Abort() => _socket.Abort();

    public void Dispose() => _socket.Dispose();

    private async Task WriteAsync(string packet)
    {
        await _writing.WaitAsync();
        try
        {
            await _socket.SendAsync(Encoding.UTF8.GetBytes(packet), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        catch (Exception broken) when (broken is ObjectDisposedException or InvalidOperationException or IOException or OperationCanceledException)
        {
            throw new WebSocketException("The connection broke.", broken);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task<SocketEnd> RunAsync()
    {
        var end = new SocketEnd(1006, "");
        var message = new ArrayBufferWriter<byte>(BufferBytes);
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(message.GetMemory(BufferBytes), CancellationToken.None);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    end = new SocketEnd((int)(_socket.CloseStatus ?? WebSocketCloseStatus.Empty), _socket.CloseStatusDescription ?? "");
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                    break;
                }

                message.Advance(part.Count);
                if (!part.EndOfMessage)
                    continue;
                await TakeAsync(message.WrittenMemory);
                message.ResetWrittenCount();
            }
        }
        catch (Exception broken) when (broken is WebSocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // It ended without a word.
        }

        await _ended.CancelAsync();
        _joined.TrySetException(new RefusedException($"{end.Code} {end.Reason}"));
        foreach (var answer in _asked.Values)
            answer.TrySetException(new ConnectionLostException(asked: true));
        return end;
    }

    private Task TakeAsync(ReadOnlyMemory<byte> packet)
    {
        switch (packet.Span)
        {
            case [(byte)'2', ..]:
                return WriteAsync("3");
            case [(byte)'4', (byte)'0', ..]:
                _joined.TrySetResult();
                break;
            case [(byte)'4', (byte)'4', ..]:
                _joined.TrySetException(new RefusedException(Encoding.UTF8.GetString(packet.Span[2..])));
                break;
            case [(byte)'4', (byte)'2', ..]:
                var happened = Json(packet.Span[2..]);
                _onEvent(happened[0].GetString()!, happened[1]);
                break;
            case [(byte)'4', (byte)'3', ..]:
                var json = packet.Span.IndexOf((byte)'[');
                if (_asked.TryGetValue(long.Parse(packet.Span[2..json], CultureInfo.InvariantCulture), out var asked))
                    asked.TrySetResult(Json(packet.Span[json..])[0]);
                break;
        }

        return Task.CompletedTask;
    }

    private static JsonElement Json(ReadOnlySpan<byte> text) => JsonSerializer.Deserialize<JsonElement>(text);
}
