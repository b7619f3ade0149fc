namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>What a session hands its messages to: the layer above Engine.IO.</summary>
internal interface IEngineIoReceiver
{
    /// <summary>Takes a message. When this completes the next one is read, and the packet's data are gone.</summary>
    ValueTask ReceiveAsync(EngineIoPacket packet);

    /// <summary>This front ends: finish what is under way and close the session.</summary>
    void GoAway();

    /// <summary>The session takes and sends nothing more; called once.</summary>
    void Ended();
}
