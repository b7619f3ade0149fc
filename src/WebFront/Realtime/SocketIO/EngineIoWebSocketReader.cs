using System.Text.Unicode;
using OrleansChat.WebFront.Realtime.WebSockets;

namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>What a WebSocket request does from its handshake to its end: move a polling session over if it has one, then read.</summary>
internal sealed class EngineIoWebSocketReader(EngineIoSession session, ServerWebSocket webSocket)
{
    private readonly WebSocketInput _input = new(session.MaxMessageBytes);

    private static ReadOnlySpan<byte> ProbePing => "2probe"u8;

    private static ReadOnlySpan<byte> Upgrade => "5"u8;

    /// <summary>Reads the session's packets until its end. When this completes nobody writes to the WebSocket any more.</summary>
    public async Task RunAsync()
    {
        try
        {
            if (await ReadAsync())
                await session.AnswerGoodbyeAsync();
        }
        catch (Exception failure) when (ServerWebSocket.IsDisconnect(failure))
        {
            // The client is gone without a goodbye: that is how most connections end.
            session.Finish(cut: true);
        }
        finally
        {
            session.Finish(cut: true);
            _input.Release();
            await session.WritingEndsAsync();
        }
    }

    /// <summary>
    /// Lets a client that polls prove that the WebSocket works (<c>2probe</c>, <c>3probe</c>) and move over to it (<c>5</c>). False
    /// when it does not: the session goes on by polling.
    /// </summary>
    public async Task<bool> UpgradeAsync()
    {
        var upgraded = false;
        try
        {
            if (await NextAsync() is { } first && first.Span.SequenceEqual(ProbePing))
            {
                webSocket.Write(EngineIoHandshake.ProbePong);
                await webSocket.FlushAsync();
                session.Probed();
                upgraded = await NextAsync() is { } second && second.Span.SequenceEqual(Upgrade) && session.TryCompleteUpgrade();
            }
        }
        catch (Exception failure) when (ServerWebSocket.IsDisconnect(failure))
        {
            // The session has not moved to this connection, and loses nothing with it.
            upgraded = false;
        }

        if (!upgraded)
        {
            session.AbandonUpgrade();
            webSocket.Cut();
            _input.Release();
        }

        return upgraded;
    }

    /// <summary>Reads until the client says goodbye, or is gone without: then false. Several messages that came together cost one wake-up.</summary>
    private async Task<bool> ReadAsync()
    {
        while (true)
        {
            var read = await webSocket.Input.ReadAsync();
            var buffer = read.Buffer;
            WebSocketFind found;
            while ((found = _input.Take(ref buffer)) is not (WebSocketFind.Nothing or WebSocketFind.Close))
            {
                // While this waits, the connection is not read from.
                var taken = TakeAsync(found);
                if (!taken.IsCompletedSuccessfully)
                    await taken;
            }

            _input.Rest();
            webSocket.Input.AdvanceTo(buffer.Start, buffer.End);
            if (found == WebSocketFind.Close)
                return true;
            if (read.IsCompleted)
                return false;
        }
    }

    private ValueTask TakeAsync(WebSocketFind found)
    {
        if (found == WebSocketFind.Ping)
            session.Pong(_input.Ping);
        else if (found == WebSocketFind.Message && _input.IsTooLarge)
            session.Close(EngineIoClose.MessageTooLarge);
        else if (found == WebSocketFind.Message && _input.IsBinary)
            return session.ReceiveAsync(EngineIoPacket.Binary(_input.Message));
        else if (found == WebSocketFind.Message && EngineIoPacket.TryParse(_input.Message, out var packet) && IsText(packet))
            return session.ReceiveAsync(packet);
        else
            session.Close(EngineIoClose.ProtocolError);
        return ValueTask.CompletedTask;
    }

    /// <summary>The layer above looks at messages itself.</summary>
    private static bool IsText(EngineIoPacket packet) => packet.Type == EngineIoPacketType.Message || Utf8.IsValid(packet.Data.Span);

    /// <summary>The next text; null for anything else. It is the only one that may be there: the client waits for an answer.</summary>
    private async Task<ReadOnlyMemory<byte>?> NextAsync()
    {
        while (true)
        {
            var read = await webSocket.Input.ReadAsync();
            var buffer = read.Buffer;
            var found = _input.Take(ref buffer);
            webSocket.Input.AdvanceTo(buffer.Start, found == WebSocketFind.Nothing ? buffer.End : buffer.Start);
            if (found == WebSocketFind.Ping)
            {
                webSocket.WritePong(_input.Ping);
                await webSocket.FlushAsync();
            }
            else if (found != WebSocketFind.Nothing || read.IsCompleted)
            {
                return found == WebSocketFind.Message && !_input.IsBinary && !_input.IsTooLarge ? _input.Message : null;
            }
        }
    }
}
