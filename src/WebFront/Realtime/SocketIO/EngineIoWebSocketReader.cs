namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>What a WebSocket request does from its handshake to its end: move a polling session over if it has one, then read.</summary>
internal static class EngineIoWebSocketReader
{
    private static readonly ReadOnlyMemory<byte> ProbePing = "2probe"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Upgrade = "5"u8.ToArray();

    /// <summary>Reads a session's packets until its end.</summary>
    public static async Task RunAsync(EngineIoSession session, EngineIoWebSocket webSocket)
    {
        try
        {
            while (await webSocket.ReceiveAsync(session.MaxMessageBytes) is { } received)
                await TakeAsync(session, received.Message, received.IsBinary);
            session.Finish();
            await webSocket.AnswerCloseAsync();
        }
        catch (Exception failure) when (EngineIoWebSocket.IsDisconnect(failure))
        {
            // The client is gone without a goodbye: that is how most connections end.
            session.Finish();
        }
        finally
        {
            session.Finish(cut: true);
        }
    }

    /// <summary>
    /// Lets a client that polls prove that the WebSocket works (<c>2probe</c>, <c>3probe</c>) and move over to it (<c>5</c>). False
    /// when it does not: the session goes on by polling.
    /// </summary>
    public static async Task<bool> UpgradeAsync(EngineIoSession session, EngineIoWebSocket webSocket)
    {
        var upgraded = false;
        try
        {
            if (await IsNextAsync(session, webSocket, ProbePing))
            {
                await webSocket.SendAsync(EngineIoHandshake.ProbePong, moreFollows: false);
                session.Probed();
                upgraded = await IsNextAsync(session, webSocket, Upgrade) && session.TryCompleteUpgrade();
            }
        }
        catch (Exception failure) when (EngineIoWebSocket.IsDisconnect(failure))
        {
            // The session has not moved to this connection, and loses nothing with it.
            upgraded = false;
        }

        if (!upgraded)
        {
            session.AbandonUpgrade();
            webSocket.Cut();
        }

        return upgraded;
    }

    private static async ValueTask TakeAsync(EngineIoSession session, InboundMessage message, bool isBinary)
    {
        try
        {
            if (message.IsTooLarge)
                session.Close(EngineIoClose.MessageTooLarge);
            else if (isBinary)
                await session.ReceiveAsync(message, EngineIoPacket.Binary(message.Data));
            else if (EngineIoPacket.TryParse(message.Data, out var packet))
                await session.ReceiveAsync(message, packet);
            else
                session.Close(EngineIoClose.ProtocolError);
        }
        finally
        {
            message.Release();
        }
    }

    private static async Task<bool> IsNextAsync(EngineIoSession session, EngineIoWebSocket webSocket, ReadOnlyMemory<byte> packet)
    {
        if (await webSocket.ReceiveAsync(session.MaxMessageBytes) is not { } received)
            return false;
        var isNext = !received.IsBinary && received.Message.Data.Span.SequenceEqual(packet.Span);
        received.Message.Release();
        return isNext;
    }
}
