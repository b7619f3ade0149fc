using System.Text.Unicode;

namespace OrleansChat.WebFront.Realtime.WebSockets;

/// <summary>Reads a session's messages from its handshake to its end.</summary>
internal sealed class WebSocketReader(WebSocketSession session, ServerWebSocket webSocket, int maxMessageBytes)
{
    private readonly WebSocketInput _input = new(maxMessageBytes);

    /// <summary>Reads until the end. When this completes nobody writes to the WebSocket any more.</summary>
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

    /// <summary>Reads until the client says goodbye, or is gone without: then false. Several messages that came together cost one wake-up.</summary>
    private async Task<bool> ReadAsync()
    {
        while (true)
        {
            var read = await webSocket.Input.ReadAsync();
            var buffer = read.Buffer;
            session.Heard();
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
        else if (found != WebSocketFind.Message)
            session.Close(WebSocketClose.ProtocolError);
        else if (_input.IsBinary)
            session.Close(WebSocketClose.Binary);
        else if (_input.IsTooLarge)
            session.Close(WebSocketClose.MessageTooLarge);
        else if (!Utf8.IsValid(_input.Message.Span))
            session.Close(WebSocketClose.NoText);
        else
            return session.ReceiveAsync(_input.Message);
        return ValueTask.CompletedTask;
    }
}
