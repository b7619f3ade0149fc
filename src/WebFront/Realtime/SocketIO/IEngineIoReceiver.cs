namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>What a session hands its messages to: the layer above Engine.IO.</summary>
internal interface IEngineIoReceiver
{
    /// <summary>
    /// Takes a message. The next one is read when this completes; whoever needs the packet's data for longer holds
    /// <paramref name="message"/>.
    /// </summary>
    ValueTask ReceiveAsync(InboundMessage message, EngineIoPacket packet);

    /// <summary>This front ends: finish what is under way and close the session.</summary>
    void GoAway();

    /// <summary>The session takes and sends nothing more; called once.</summary>
    void Ended();
}
